// Puts the whole window on a fake host, and the few words the tests speak to it.
import axe from 'axe-core'
import { nextTick, type App as VueApp } from 'vue'
import { afterEach, beforeAll } from 'vitest'
import { FakeHost, type FakeOptions } from '../src/host/fake'
import { fetchRest } from '../src/later'
import { startWindow } from '../src/start'
import { language, speak } from '../src/text'

let running: VueApp | null = null

// As after the first moment of a start: everything is here.
beforeAll(async () => {
  await fetchRest()
  await speak('en')
  await speak('zh')
})

afterEach(() => {
  running?.unmount()
  running = null
  document.body.replaceChildren()
  language.value = 'zh'
})

/** Lets every answer of the fake host arrive; it has no timers, only promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await nextTick()
}

/** The window on a fake desk, ready to be used. */
export async function open(options: FakeOptions = {}): Promise<FakeHost> {
  const host = new FakeHost(options)
  const root = document.createElement('div')
  document.body.append(root)
  running = await startWindow(host, root)
  await settle()
  return host
}

export function all(testid: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)]
}
export function maybe(testid: string): HTMLElement | null {
  return all(testid)[0] ?? null
}
export function get(testid: string): HTMLElement {
  const found = maybe(testid)
  if (!found) throw new Error(`nothing has the test id ${testid}`)
  return found
}
export function text(testid: string): string {
  return get(testid).textContent.replace(/\s+/g, ' ').trim()
}
export async function click(target: string | HTMLElement): Promise<void> {
  const element = typeof target === 'string' ? get(target) : target
  element.click()
  await settle()
}
export async function type(testid: string, value: string): Promise<void> {
  const field = get(testid) as HTMLInputElement
  field.value = value
  field.dispatchEvent(new window.Event('input', { bubbles: true }))
  await settle()
}
export async function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
  await settle()
}

/** Rules of axe-core that are broken. Contrast is measured on pictures: this document has no layout. */
export async function violations(): Promise<string[]> {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ').slice(0, 400)}`)
}
