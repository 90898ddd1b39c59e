// The transfer that carries a dataset right now, if there is one: so that its page and its card say so instead of offering it again.
import { computed, type ComputedRef } from 'vue'
import type { DatasetId, Direction, TransferRow } from './contract'
import { useView } from './view'
import { useWindow, withProgress } from './window'

/** The unfinished transfer of a dataset in one direction. No id follows nothing. */
export function useCarrying(id: () => DatasetId | undefined, direction: Direction): ComputedRef<TransferRow | null> {
  const w = useWindow()
  const transfers = useView('transfers', ['transfers'], () => (id() === undefined ? null : {}))
  return computed(() => {
    const row = transfers.data.value?.find((one) => one.subject.subject === 'dataset' && one.subject.id === id() && one.direction === direction && one.state.state !== 'done')
    return row ? withProgress(w, row) : null
  })
}
