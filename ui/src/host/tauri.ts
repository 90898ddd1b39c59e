// The shell as a host. The only file of the window that imports @tauri-apps.
import { Channel, invoke } from '@tauri-apps/api/core'
import { LISTEN, type Commands, type Event, type Start } from '../contract'
import { errorView, type CommandName, type Host } from './host'

export const tauriHost: Host = {
  async call<N extends CommandName>(name: N, args: Commands[N]['args']) {
    try {
      return await invoke<Commands[N]['answer']>(name, { args })
    } catch (thrown) {
      throw errorView(thrown, Date.now())
    }
  },

  async listen(on) {
    const channel = new Channel<Event>()
    let open = true
    channel.onmessage = (event) => {
      if (open) on(event)
    }
    const start = await invoke<Start>(LISTEN, { channel })
    return { start, stop: () => void (open = false) }
  },

  now: () => Date.now(),
}
