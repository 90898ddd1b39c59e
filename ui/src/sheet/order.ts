// What the sheet is about to send: the draft, the recipients, who will be able to open it. Nothing leaves before Send.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Draft, ErrorView, Picked, RecipientRow, WhoCanOpen } from '../contract'
import { errorView } from '../host/host'
import { t } from '../text'
import { partyPlain } from '../text/format'
import { useView, type View } from '../view'
import { useWindow } from '../window'

export const EXPIRIES = [7, 14, 30, 90] as const
export type Expiry = (typeof EXPIRIES)[number]

export interface Order {
  draft: View<Draft>
  recipients: Readonly<ShallowRef<readonly RecipientRow[]>>
  add: (row: RecipientRow) => void
  remove: (row: RecipientRow) => void
  /** Whether the recipients still are those of last time. */
  prefilled: Ref<boolean>
  recents: ShallowRef<readonly RecipientRow[]>
  note: Ref<string>
  expiry: Ref<Expiry>
  openers: View<WhoCanOpen>
  /** The sentence who can open it, or why that cannot be said yet. */
  sentence: ComputedRef<string>
  /** Whether nothing in the files can be read, or something must be removed first. */
  stopped: ComputedRef<boolean>
  /** What keeps it from being sent, once a person tried. */
  missing: ComputedRef<string>
  tried: Ref<boolean>
  error: ShallowRef<ErrorView | null>
  busy: Ref<boolean>
  send: () => Promise<void>
}

export function useOrder(picked: () => readonly Picked[]): Order {
  const w = useWindow()
  const recipients = shallowRef<readonly RecipientRow[]>([])
  const recents = shallowRef<readonly RecipientRow[]>([])
  const prefilled = ref(false)
  const note = ref('')
  const expiry = ref<Expiry>(14)
  const tried = ref(false)
  const busy = ref(false)
  const error = shallowRef<ErrorView | null>(null)

  const tokens = () => picked().map((one) => one.token)
  const ids = () => recipients.value.map((one) => one.id)
  const draft = useView('describe', [], () => ({ tokens: tokens() }))
  const openers = useView('who_can_open', [], () => (recipients.value.length > 0 ? { recipients: ids() } : null))

  void prefill()
  async function prefill() {
    // Recents are a convenience: without them the sheet still works, so a failure is left to the next search to tell.
    recents.value = await w.host.call('recipients', { query: '' }).catch(() => [])
    const last = recents.value[0]
    if (last && last.reach.reach !== 'no_device' && recipients.value.length === 0) {
      recipients.value = [last]
      prefilled.value = true
    }
  }
  watch(recipients, () => (error.value = null))

  function add(row: RecipientRow) {
    prefilled.value = false
    recipients.value = [...recipients.value, row]
  }
  function remove(row: RecipientRow) {
    prefilled.value = false
    recipients.value = recipients.value.filter((one) => one.id !== row.id)
  }

  // What was said of another list of recipients says nothing of this one.
  const answer = computed(() => (openers.current.value ? openers.data.value : null))
  const blocked = computed(() => answer.value?.openers.find((one) => one.devices === 0))
  const sentence = computed(() => {
    if (recipients.value.length === 0) return t.value.sheet.whoFirst
    if (!answer.value) return openers.late.value ? t.value.wait.openers : ''
    if (blocked.value) return t.value.sheet.blocked(partyPlain(blocked.value.party))
    const list = answer.value.openers.map((one) => t.value.sheet.listed(partyPlain(one.party), one.devices)).join(t.value.sheet.and)
    return t.value.sheet.only(list, answer.value.own_devices)
  })
  const stopped = computed(() => {
    const items = draft.data.value?.items
    return !items || items.length === 0 || items.some((item) => item.odd.some((odd) => odd.odd === 'unreadable' || odd.odd === 'too_many'))
  })
  const missing = computed(() => {
    if (!tried.value) return ''
    if (recipients.value.length === 0) return t.value.sheet.needWho
    if (stopped.value && draft.data.value) return t.value.sheet.needFile
    return blocked.value ? sentence.value : ''
  })

  async function send() {
    tried.value = true
    const what = draft.data.value
    if (busy.value || !what || !draft.current.value || stopped.value || recipients.value.length === 0 || !answer.value || blocked.value || openers.error.value) return
    busy.value = true
    error.value = null
    try {
      await w.host.call('send', {
        order: { tokens: tokens(), title: what.title, recipients: ids(), note: note.value.trim(), expires_days: expiry.value },
      })
      w.sheet.value = null
    } catch (thrown) {
      error.value = errorView(thrown, w.host.now())
    } finally {
      busy.value = false
    }
  }

  return { draft, recipients, add, remove, prefilled, recents, note, expiry, openers, sentence, stopped, missing, tried, error, busy, send }
}
