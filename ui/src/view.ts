// A view model of the engine on a page: asked for, asked for again when it is stale, with an honest word while it is awaited.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Commands, ErrorView, Place } from './contract'
import { errorView, type CommandName } from './host/host'
import { useWindow } from './window'

export interface View<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<ErrorView | null>
  /** Whether `data` answers what is asked now: a question that has changed keeps its old answer until the new one is here. */
  current: Readonly<Ref<boolean>>
  /** True once the first answer has been awaited for 0.3 s. */
  late: Ref<boolean>
  reload: () => Promise<void>
}

const LATE_AFTER = 300

/** Follows the answer of a command. `args` answering null asks nothing and shows nothing. What is `known` is shown at once, and asked for only when it is stale. */
export function useView<N extends CommandName>(
  name: N,
  places: readonly Place[],
  args: () => Commands[N]['args'] | null,
  known: Commands[N]['answer'] | null = null,
): View<Commands[N]['answer']> {
  const w = useWindow()
  const data: ShallowRef<Commands[N]['answer'] | null> = shallowRef(known)
  const error = shallowRef<ErrorView | null>(null)
  const late = ref(false)
  const answered = ref(known === null ? null : JSON.stringify(args()))
  const current = computed(() => answered.value === JSON.stringify(args()))
  let ticket = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function reload(): Promise<void> {
    const mine = ++ticket
    const asked = args()
    clearTimeout(timer)
    late.value = false
    if (asked === null) {
      data.value = null
      error.value = null
      return
    }
    timer = setTimeout(() => (late.value = mine === ticket), LATE_AFTER)
    try {
      const answer = await w.host.call(name, asked)
      if (mine !== ticket) return
      data.value = answer
      answered.value = JSON.stringify(asked)
      error.value = null
    } catch (thrown) {
      if (mine !== ticket) return
      error.value = errorView(thrown, w.host.now())
    } finally {
      if (mine === ticket) {
        clearTimeout(timer)
        late.value = false
      }
    }
  }

  watch([() => JSON.stringify(args()), ...places.map((place) => () => w.versions[place])], () => void reload(), {
    immediate: known === null || places.some((place) => w.versions[place] > 0),
  })
  onScopeDispose(() => {
    ticket += 1
    clearTimeout(timer)
  })
  return { data, error, current, late, reload }
}
