// The hits of the catalogue, page by page. At every key the first page is asked for again; what was found stays until the next is here.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { CataloguePage, CatalogueQuery, CatalogueRow, ErrorView } from '../../contract'
import { useView, type View } from '../../view'
import { attempt, useWindow, type Search, type WindowState } from '../../window'

export interface Hits {
  view: View<CataloguePage>
  rows: ComputedRef<readonly CatalogueRow[]>
  /** How many more there are. */
  left: ComputedRef<number>
  /** Whether the next page is on its way. */
  busy: Ref<boolean>
  error: Readonly<Ref<ErrorView | null>>
  more: () => Promise<void>
}

function queryOf(search: Search, offset: number): CatalogueQuery {
  return { words: search.words.trim(), path: [...search.path], classes: [...search.classes], cycles: [...search.cycles], offset }
}

/** Whether anything but words narrows the search. */
export function filtered(search: Search): boolean {
  return search.path.length > 0 || search.classes.length > 0 || search.cycles.length > 0
}

export function clearFilter(w: WindowState): void {
  w.search.path = []
  w.search.classes = []
  w.search.cycles = []
}

export function useHits(): Hits {
  const w = useWindow()
  const view = useView('search', ['catalogue'], () => ({ query: queryOf(w.search, 0) }))
  const later = shallowRef<readonly CatalogueRow[]>([])
  const busy = ref(false)
  watch(view.data, () => (later.value = []))

  const rows = computed(() => [...(view.data.value?.rows ?? []), ...later.value])
  const left = computed(() => Math.max(0, (view.data.value?.found ?? 0) - rows.value.length))

  async function more(): Promise<void> {
    const page = view.data.value
    if (busy.value || left.value === 0) return
    busy.value = true
    await attempt(w, async () => {
      const next = await w.host.call('search', { query: queryOf(w.search, rows.value.length) })
      if (page === view.data.value) later.value = [...later.value, ...next.rows]
    })
    busy.value = false
  }
  return { view, rows, left, busy, error: view.error, more }
}
