// Starts the window on a host: opens the channel of events, takes over how things stand, and draws frame and rows in one go.
import { createApp, type App as VueApp } from 'vue'
import App from './App.vue'
import { errorView, type Host } from './host/host'
import { createWindow, handleEvent, showDesk, type WindowState } from './window'

/** How long the frame waits for the first answer, so that it is not drawn twice. */
const FRAME_AFTER = 150

/** Opens the channel, whose answer is the desk and the morning page. What changed while it was on its way is asked for as ever. */
async function listen(w: WindowState): Promise<void> {
  try {
    const { start, stop } = await w.host.listen((event) => handleEvent(w, event))
    w.stop = stop
    w.morning = start.home ?? null
    // A desk that is here already was asked for later than this one.
    if (w.desk.value === null) await showDesk(w, start.desk)
  } catch (thrown) {
    w.deskError.value = errorView(thrown, w.host.now())
  }
}

/** The script does not wait for the page, so that its first question is under way while the rest of the page is read. */
function parsed(): Promise<unknown> {
  if (document.readyState !== 'loading') return Promise.resolve()
  return new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }))
}

/** Mounts the window on `root`. */
export async function startWindow(host: Host, root: Element | string): Promise<VueApp> {
  if (navigator.userAgent.includes('Linux')) document.documentElement.dataset.system = 'linux'
  const w = createWindow(host)
  const late = new Promise((done) => setTimeout(done, FRAME_AFTER))
  await Promise.race([listen(w), late])
  await parsed()
  const app = createApp(App, { w })
  app.mount(root)
  return app
}
