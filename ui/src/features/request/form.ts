// What the request form holds: a draft for a dataset, or the fields of a request that comes back mended.
import { computed, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Day, ErrorView, MatterCard, RequestDraft, RequestFields, ShareMethod } from '../../contract'
import { errorView } from '../../host/host'
import { t } from '../../text'
import { useView, type View } from '../../view'
import { useWindow, type Asking } from '../../window'

export interface Fields { basis: string; scenario: string; scope: string; method: ShareMethod; until: Day | null }

export interface RequestForm {
  draft: View<RequestDraft>
  /** The card of the request that comes back; null for a new one. */
  card: View<MatterCard>
  fields: Fields
  /** Whether the fields are there to be looked at. */
  ready: ComputedRef<boolean>
  /** Whether somebody has filled them in before. */
  filled: Ref<boolean>
  /** What is not filled in, once a person tried. */
  missing: ComputedRef<string>
  error: ShallowRef<ErrorView | null>
  busy: Ref<boolean>
  send: () => Promise<void>
}

export function useRequestForm(asking: () => Asking): RequestForm {
  const w = useWindow()
  const draft = useView('request_draft', [], () => ({ dataset: asking().dataset }))
  const card = useView('matter', [], () => {
    const { again } = asking()
    return again === undefined ? null : { id: again }
  })
  const fields = reactive<Fields>({ basis: '', scenario: '', scope: '', method: 'file', until: null })
  const filled = ref(false)
  const tried = ref(false)
  const busy = ref(false)
  const error = shallowRef<ErrorView | null>(null)
  const ready = ref(false)

  // Filled in once: what a person has typed is never taken away by a later answer.
  watch([draft.data, card.data], () => {
    const from = asking().again === undefined ? draft.data.value?.fields : card.data.value?.request
    if (ready.value || !from) return
    Object.assign(fields, from)
    filled.value = from.basis !== ''
    ready.value = true
  }, { immediate: true })
  watch(fields, () => (error.value = null))

  const empty = computed(() => {
    const words = t.value.matter
    return [
      ...(fields.basis.trim() === '' ? [words.basis] : []),
      ...(fields.scenario.trim() === '' ? [words.scenario] : []),
      ...(fields.scope.trim() === '' ? [words.scope] : []),
      ...(fields.until === null ? [words.until] : []),
    ]
  })
  const missing = computed(() => (tried.value && empty.value.length > 0 ? `${t.value.request.need}${empty.value.join(t.value.sheet.and)}` : ''))

  async function put(all: RequestFields): Promise<void> {
    const { dataset, again } = asking()
    if (again !== undefined) {
      const shown = card.data.value?.shown
      if (shown !== undefined) await w.host.call('act', { id: again, act: { act: 'resubmit', fields: all }, shown })
      return
    }
    const shown = draft.data.value?.shown
    if (shown !== undefined) await w.host.call('request', { dataset, fields: all, shown })
  }

  async function send(): Promise<void> {
    tried.value = true
    const { until } = fields
    if (busy.value || !ready.value || empty.value.length > 0 || until === null) return
    busy.value = true
    error.value = null
    try {
      await put({ basis: fields.basis.trim(), scenario: fields.scenario.trim(), scope: fields.scope.trim(), method: fields.method, until })
      // The screen behind is told at once; the engine's own event follows.
      for (const place of ['catalogue', 'inbox', 'mine'] as const) w.versions[place] += 1
      w.asking.value = null
    } catch (thrown) {
      error.value = errorView(thrown, w.host.now())
    } finally {
      busy.value = false
    }
  }

  return { draft, card, fields, ready: computed(() => ready.value), filled, missing, error, busy, send }
}
