// Keys of the whole window. Letters work only when no field has focus; nothing happens while an input method composes.
import { onMounted, onUnmounted } from 'vue'

/** Whether a person is typing into a field. */
export function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}

/** Whether the key belongs to an input method, which must keep it. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** Listens to keys as long as the component stands. */
export function useKeys(on: (event: KeyboardEvent) => void): void {
  const listen = (event: KeyboardEvent) => {
    if (!composing(event) && !event.defaultPrevented) on(event)
  }
  onMounted(() => document.addEventListener('keydown', listen))
  onUnmounted(() => document.removeEventListener('keydown', listen))
}

/** A single letter without any modifier, lower case; null for everything else. */
export function letter(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey || inField(event.target)) return null
  return event.key.length === 1 ? event.key.toLowerCase() : null
}
