// The state around the pages: which stage, which place, what hovers, what is in the sheet. Pages take it by injection.
import { inject, reactive, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import type {
  DatasetId, DeliveryId, Desk, Display, Drag, ErrorView, Event, Home, MatterId, MatterVerb, Notice, Person, Picked, Place, ProgressLine, Remedy, ShareClass, TransferRow, UpdateCycle,
} from './contract'
import { errorView, type Host } from './host/host'
import { speak } from './text'

/** A failure of something a person did, and how to do it again. */
export interface Failure { error: ErrorView; again: () => void }

/** The card that is open in the inbox; for a matter also what is about to be done with it. */
export type Opened = { item: 'delivery'; id: DeliveryId } | { item: 'matter'; id: MatterId; verb?: MatterVerb }

/** What is searched for in the catalogue. It stays while a dataset is looked at. */
export interface Search { words: string; path: readonly string[]; classes: readonly ShareClass[]; cycles: readonly UpdateCycle[] }

/** What the request form is open for: a dataset, or a request that comes back mended. */
export interface Asking { dataset: DatasetId; again?: MatterId }

/** How the sheet opens. `next`: it is to become a new version, of `dataset` or of the one that fits best. */
export interface Opening { tab: 'send' | 'publish'; dataset: DatasetId | null; next: boolean }

/** As it opens for a dropped file. */
export const TO_SEND: Opening = { tab: 'send', dataset: null, next: false }

export interface WindowState {
  host: Host
  desk: ShallowRef<Desk | null>
  /** Why the desk could not be asked for. */
  deskError: ShallowRef<ErrorView | null>
  place: Ref<Exclude<Place, 'desk'>>
  /** The card that is open in the inbox. */
  opened: Ref<Opened | null>
  /** The dataset whose page is open in the catalogue; null shows the hits. */
  dataset: Ref<DatasetId | null>
  search: Search
  /** What the request form is open for; null while it is closed. */
  asking: ShallowRef<Asking | null>
  /** What lies in the sheet; null while it is closed. */
  sheet: ShallowRef<Picked[] | null>
  /** How the sheet opens: on which tab, and as the next version of which dataset. */
  opening: ShallowRef<Opening>
  drag: ShallowRef<Extract<Drag, { drag: 'over' }> | null>
  notice: ShallowRef<Notice | null>
  failure: ShallowRef<Failure | null>
  /** Counts up when a place's view models are stale. */
  versions: Record<Place, number>
  /** The newest figures of running transfers. */
  progress: Map<string, ProgressLine>
  /** The moment the screen counts from; moves on its own. */
  now: Ref<number>
  /** The morning page as it was when the channel of events opened, until it is drawn. */
  morning: Home | null
  /** Closes the channel of events. */
  stop: () => void
}

export const WINDOW: InjectionKey<WindowState> = Symbol('window')

export function createWindow(host: Host): WindowState {
  return {
    host,
    desk: shallowRef(null),
    deskError: shallowRef(null),
    place: ref('home'),
    opened: ref(null),
    dataset: ref(null),
    search: reactive({ words: '', path: [], classes: [], cycles: [] }),
    asking: shallowRef(null),
    sheet: shallowRef(null),
    opening: shallowRef(TO_SEND),
    drag: shallowRef(null),
    notice: shallowRef(null),
    failure: shallowRef(null),
    versions: reactive({ desk: 0, home: 0, catalogue: 0, inbox: 0, mine: 0, transfers: 0, settings: 0 }),
    progress: reactive(new Map()),
    now: ref(host.now()),
    morning: null,
    stop: () => undefined,
  }
}

export function useWindow(): WindowState {
  const state = inject(WINDOW)
  if (!state) throw new Error('a page was mounted outside the window')
  return state
}

/** Whose desk this is, once somebody is signed in and admitted. */
export function whose(w: WindowState): Person | null {
  const stage = w.desk.value?.stage
  return stage?.stage === 'ready' ? stage.me : null
}

/** Asks where this PC stands and shows the window accordingly. */
export async function refreshDesk(w: WindowState): Promise<void> {
  try {
    const desk = await w.host.call('desk', {})
    w.deskError.value = null
    await showDesk(w, desk)
  } catch (thrown) {
    w.deskError.value = errorView(thrown, w.host.now())
  }
}

/** Takes a new desk over, display first so that nothing is painted twice. */
export async function showDesk(w: WindowState, desk: Desk): Promise<void> {
  await applyDisplay(desk.display)
  w.desk.value = desk
}

/** Puts theme, text size and language on the document. */
export async function applyDisplay(display: Display): Promise<void> {
  const root = document.documentElement
  await speak(display.language)
  root.lang = display.language === 'zh' ? 'zh-CN' : 'en'
  root.dataset.text = display.text_size
  if (display.theme === 'system') delete root.dataset.theme
  else root.dataset.theme = display.theme
}

/** Takes one event of the engine over. */
export function handleEvent(w: WindowState, event: Event): void {
  w.now.value = w.host.now()
  switch (event.event) {
    case 'changed':
      for (const place of event.places) w.versions[place] += 1
      if (event.places.includes('transfers')) w.progress.clear()
      if (event.places.includes('desk')) void refreshDesk(w)
      return
    case 'progress':
      for (const line of event.transfers) w.progress.set(line.id, line)
      return
    case 'drag':
      return handleDrag(w, event.drag)
    case 'notice':
      w.notice.value = event.notice
      return
    case 'show':
      return event.matter === undefined ? show(w, event.place, event.delivery) : showMatter(w, event.matter)
  }
}

function handleDrag(w: WindowState, drag: Drag): void {
  if (w.desk.value?.stage.stage !== 'ready') return
  w.drag.value = drag.drag === 'over' ? drag : null
  if (drag.drag === 'dropped') addToSheet(w, drag.picked)
}

/** Opens the sheet with what was picked, or adds it to the open one. */
export function addToSheet(w: WindowState, picked: readonly Picked[]): void {
  if (picked.length > 0) w.sheet.value = [...(w.sheet.value ?? []), ...picked]
}

/** The morning page as it came with the opened channel; once. */
export function morning(w: WindowState): Home | null {
  const known = w.morning
  w.morning = null
  return known
}

/** Goes to a place, and to a delivery in it. */
export function show(w: WindowState, place: Place, delivery?: DeliveryId): void {
  if (place === 'desk') return
  if (delivery !== undefined) w.opened.value = { item: 'delivery', id: delivery }
  if (place === 'catalogue') w.dataset.value = null
  // A notice has done its work once its row is open, or once the page it leads to is.
  const { notice } = w
  if (notice.value && ((delivery !== undefined && notice.value.delivery === delivery) || notice.value.place === place)) notice.value = null
  w.failure.value = null
  w.place.value = place
}

/** Goes to a matter, and to what is about to be done with it. */
export function showMatter(w: WindowState, id: MatterId, verb?: MatterVerb): void {
  w.opened.value = { item: 'matter', id, ...(verb ? { verb } : {}) }
  show(w, 'inbox')
}

/** Goes to the page of a dataset. */
export function showDataset(w: WindowState, id: DatasetId): void {
  show(w, 'catalogue')
  w.dataset.value = id
}

/** Does what a person asked for; a failure is shown with the page, never thrown away. */
export async function attempt(w: WindowState, act: () => Promise<unknown>): Promise<boolean> {
  try {
    w.failure.value = null
    await act()
    return true
  } catch (thrown) {
    w.failure.value = { error: errorView(thrown, w.host.now()), again: () => void attempt(w, act) }
    return false
  }
}

/** Opens the system's chooser and then the sheet. */
export function choose(w: WindowState, what: 'files' | 'folder' = 'files'): Promise<boolean> {
  return attempt(w, async () => {
    addToSheet(w, await w.host.call('choose', { what }))
  })
}

/** Opens the system's chooser and then the sheet on its tab 发布. */
export function chooseToPublish(w: WindowState, dataset: DatasetId | null, next: boolean): Promise<boolean> {
  return attempt(w, async () => {
    const picked = await w.host.call('choose', { what: 'files' })
    if (picked.length > 0) w.opening.value = { tab: 'publish', dataset, next }
    addToSheet(w, picked)
  })
}

/** Takes the clipboard into the sheet. */
export function paste(w: WindowState): Promise<boolean> {
  return attempt(w, async () => {
    addToSheet(w, await w.host.call('paste', {}))
  })
}

/** Does what an error's button says. */
export function remedy(w: WindowState, what: Remedy, again: () => void, delivery?: DeliveryId): void {
  switch (what) {
    case 'retry':
      return again()
    case 'choose_file':
      return void choose(w)
    case 'change_recipients':
      document.querySelector<HTMLElement>('.sheet [data-search]')?.focus()
      return
    case 'choose_folder':
      return void attempt(w, () => w.host.call('choose_downloads', {}))
    case 'reveal':
      if (delivery !== undefined) void attempt(w, () => w.host.call('reveal', { id: delivery }))
      return
    case 'show_transfers':
      return show(w, 'transfers')
    case 'show_settings':
      return show(w, 'settings')
    case 'sign_in':
      return void attempt(w, async () => showDesk(w, await w.host.call('sign_in', { demo_staff: null })))
  }
}

/** A row with the newest figures laid over it. */
export function withProgress(w: WindowState, row: TransferRow): TransferRow {
  const line = w.progress.get(row.id)
  return line ? { ...row, done: line.done, total: line.total, state: line.state } : row
}
