// What the window fetches from its own bundle only once the first rows stand: until then, or until somebody is quicker, what is there stays.
import { shallowRef } from 'vue'
import type * as Rest from './rest'

/** The other pages and the sheets; null until they are here. */
export const rest = shallowRef<typeof Rest | null>(null)

let coming: Promise<void> | undefined

/** Fetches the rest, once. A failed attempt can be repeated. */
export function fetchRest(): Promise<void> {
  coming ??= import('./rest').then(
    (module) => void (rest.value = module),
    (thrown: unknown) => {
      coming = undefined
      throw thrown
    },
  )
  return coming
}
