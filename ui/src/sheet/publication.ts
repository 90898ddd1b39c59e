// What the sheet is about to publish: the draft as it was read on this PC, what a person changed, what is still missing.
import { computed, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { ColumnRow, DatasetId, Day, ErrorView, Fact, Field, KnownDataset, Picked, PublishDraft, PublishFields, ShareClass, UpdateCycle } from '../contract'
import { errorView } from '../host/host'
import { t } from '../text'
import { useView, type View } from '../view'
import { useWindow, whose } from '../window'

/** The fields that a person types into. */
export type Typed = 'name' | 'summary' | 'condition'
export type Problems = Partial<Record<Typed, string>>

const MOST: Record<Typed, number> = { name: 128, summary: 255, condition: 500 }
/** What conditional data says where a person said nothing (DOMAIN.md 2). */
const USUAL_CONDITION = '按申请用途使用'

export interface Publication {
  draft: View<PublishDraft>
  /** The dataset of which it becomes the next version; null for a new one. */
  dataset: Readonly<Ref<DatasetId | null>>
  become: (dataset: DatasetId | null) => void
  known: ShallowRef<readonly KnownDataset[]>
  name: Ref<string>
  summary: Ref<string>
  shareClass: Ref<ShareClass>
  /** The condition, or the statute of withheld data. */
  condition: ComputedRef<string>
  setCondition: (text: string) => void
  fields: Readonly<PublishFields>
  setCycle: (cycle: UpdateCycle) => void
  /** Catalogue fields beside those, with what a person changed. */
  value: (field: Field) => string
  setValue: (field: Field, value: string) => void
  setColumn: (index: number, change: Partial<ColumnRow>) => void
  standing: Ref<Day | null>
  isHead: ComputedRef<boolean>
  /** Whether a head's leave for later versions covers it as it stands in the sheet. */
  covered: ComputedRef<boolean>
  /** What is missing, once a person tried. */
  problems: ComputedRef<Problems>
  error: ShallowRef<ErrorView | null>
  busy: Ref<boolean>
  publish: () => Promise<void>
}

function problem(field: Typed, text: string, empty: string): Problems {
  const length = [...text.trim()].length
  if (length === 0) return { [field]: empty }
  return length > MOST[field] ? { [field]: t.value.publish.need.long(MOST[field], length) } : {}
}

/** `wanted` turns true when the tab is opened first: nothing is read of a file before. */
export function usePublication(picked: () => readonly Picked[], wanted: () => boolean, stopped: () => boolean): Publication {
  const w = useWindow()
  const opening = w.opening.value
  const dataset = ref(opening.dataset)
  const known = shallowRef<readonly KnownDataset[]>([])
  const touched = new Set<string>()
  const fields = reactive<PublishFields>({ title: '', summary: '', class: 'conditional', condition: '', cycle: 'other', columns: [] })
  const conditions = reactive({ condition: '', statute: '' })
  const facts = reactive(new Map<Field, string>())
  const standing = ref<Day | null>(null)
  const tried = ref(false)
  const busy = ref(false)
  const error = shallowRef<ErrorView | null>(null)
  let mayFollow = opening.next

  const tokens = () => picked().map((one) => one.token)
  const draft = useView('publish_draft', [], () => (wanted() ? { tokens: tokens(), dataset: dataset.value } : null))

  watch(draft.data, (read) => {
    if (!read) return
    if (read.dataset === undefined) known.value = read.known
    const best = read.known.length === 1 ? read.known[0] : read.known.find((one) => one.name === read.fields.title)
    // A new version was asked for and no dataset named: the one of that name or the only one, which can still be changed.
    if (mayFollow && dataset.value === null && best) return become(best.id)
    take(read)
  })

  function take(read: PublishDraft) {
    const from = read.fields
    const keep = (name: string) => touched.has(name)
    if (!keep('name')) fields.title = from.title
    if (!keep('summary')) fields.summary = from.summary
    if (!keep('class')) fields.class = from.class
    if (!keep('cycle')) fields.cycle = from.cycle
    if (!keep('condition')) conditions.condition = from.class === 'conditional' ? from.condition : USUAL_CONDITION
    if (!keep('statute')) conditions.statute = from.class === 'withheld' ? from.condition : ''
    const said = new Map(fields.columns.map((column) => [column.name, column]))
    fields.columns = from.columns.map((column) => (keep('columns') ? (said.get(column.name) ?? column) : column))
  }

  function become(next: DatasetId | null) {
    mayFollow = false
    touched.clear()
    facts.clear()
    tried.value = false
    dataset.value = next
  }

  const field = <K extends 'title' | 'summary' | 'class'>(key: K, name: string) =>
    computed<PublishFields[K]>({
      get: () => fields[key],
      set: (value) => {
        touched.add(name)
        fields[key] = value
      },
    })
  const name = field('title', 'name')
  const summary = field('summary', 'summary')
  const shareClass = field('class', 'class')

  const which = computed(() => (fields.class === 'withheld' ? 'statute' : 'condition'))
  const condition = computed(() => (fields.class === 'unconditional' ? '' : conditions[which.value]))
  function setCondition(text: string) {
    touched.add(which.value)
    conditions[which.value] = text
  }

  function setCycle(cycle: UpdateCycle) {
    touched.add('cycle')
    fields.cycle = cycle
  }

  const stated = (one: Field) => draft.data.value?.facts.find((fact) => fact.field === one)?.value ?? ''
  const value = (one: Field) => facts.get(one) ?? stated(one)
  function setValue(one: Field, text: string) {
    if (text.trim() === stated(one)) facts.delete(one)
    else facts.set(one, text)
  }
  function setColumn(index: number, change: Partial<ColumnRow>) {
    touched.add('columns')
    fields.columns = fields.columns.map((column, i) => (i === index ? { ...column, ...change } : column))
  }

  const isHead = computed(() => whose(w)?.roles.includes('head') ?? false)
  const covered = computed(() => {
    const read = draft.data.value
    if (!read?.covered) return false
    const same = fields.class === read.fields.class && condition.value === read.fields.condition
    return same && JSON.stringify(fields.columns) === JSON.stringify(read.fields.columns)
  })

  const wrong = computed<Problems>(() => {
    const { need } = t.value.publish
    return {
      ...problem('name', fields.title, need.name),
      ...problem('summary', fields.summary, need.summary),
      ...(fields.class === 'unconditional' ? {} : problem('condition', condition.value, fields.class === 'withheld' ? need.statute : need.condition)),
    }
  })
  const problems = computed<Problems>(() => (tried.value ? wrong.value : {}))

  async function publish() {
    if (busy.value || !draft.data.value || !draft.current.value || draft.error.value) return
    tried.value = true
    if (Object.keys(wrong.value).length > 0 || (stopped() && fields.class !== 'withheld')) return
    busy.value = true
    error.value = null
    // All that was shown, not only what was changed: what a person saw is what is signed.
    const shown: Fact[] = draft.data.value.facts.map((fact) => ({ field: fact.field, value: value(fact.field).trim() }))
    try {
      await w.host.call('publish', {
        order: {
          tokens: tokens(),
          fields: { ...fields, title: fields.title.trim(), summary: fields.summary.trim(), condition: condition.value.trim(), columns: fields.columns.map((column) => ({ ...column, description: column.description.trim() })) },
          facts: shown,
          ...(dataset.value === null ? {} : { dataset: dataset.value }),
          ...(standing.value !== null && isHead.value && fields.class !== 'withheld' ? { standing_until: standing.value } : {}),
        },
      })
      w.sheet.value = null
    } catch (thrown) {
      error.value = errorView(thrown, w.host.now())
    } finally {
      busy.value = false
    }
  }
  watch([fields, conditions, facts], () => (error.value = null))

  return { draft, dataset, become, known, name, summary, shareClass, condition, setCondition, fields, setCycle, value, setValue, setColumn, standing, isHead, covered, problems, error, busy, publish }
}
