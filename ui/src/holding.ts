// What of a dataset is on this PC, so that its card opens it instead of leading elsewhere.
import { computed, type ComputedRef } from 'vue'
import type { DatasetId } from './contract'
import { useView } from './view'

/** Whether a verified version of a dataset is here; null as long as that is not known. No id asks nothing and answers no. */
export function useHere(id: () => DatasetId | undefined): ComputedRef<boolean | null> {
  const page = useView('dataset', ['mine', 'inbox'], () => {
    const of = id()
    return of === undefined ? null : { id: of }
  })
  return computed(() => {
    if (id() === undefined || page.error.value !== null) return false
    return page.data.value === null ? null : page.data.value.holding !== undefined
  })
}
