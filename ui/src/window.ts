// The state around the pages: which stage, which place, what hovers, what is in the sheet. Pages take it by injection.
import { inject, reactive, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import type { DeliveryId, Desk, Display, Drag, ErrorView, Event, Notice, Picked, Place, ProgressLine, Remedy, TransferRow } from './contract'
import { errorView, type Host } from './host/host'
import { language } from './text'

/** A failure of something a person did, and how to do it again. */
export interface Failure { error: ErrorView; again: () => void }

export interface WindowState {
  host: Host
  desk: ShallowRef<Desk | null>
  /** Why the desk could not be asked for. */
  deskError: ShallowRef<ErrorView | null>
  place: Ref<Exclude<Place, 'desk'>>
  /** The card that is open in the inbox. */
  opened: Ref<DeliveryId | null>
  /** What lies in the sheet; null while it is closed. */
  sheet: ShallowRef<Picked[] | null>
  drag: ShallowRef<Extract<Drag, { drag: 'over' }> | null>
  notice: ShallowRef<Notice | null>
  failure: ShallowRef<Failure | null>
  /** Counts up when a place's view models are stale. */
  versions: Record<Place, number>
  /** The newest figures of running transfers. */
  progress: Map<string, ProgressLine>
  /** The moment the screen counts from; moves on its own. */
  now: Ref<number>
}

export const WINDOW: InjectionKey<WindowState> = Symbol('window')

export function createWindow(host: Host): WindowState {
  return {
    host,
    desk: shallowRef(null),
    deskError: shallowRef(null),
    place: ref('home'),
    opened: ref(null),
    sheet: shallowRef(null),
    drag: shallowRef(null),
    notice: shallowRef(null),
    failure: shallowRef(null),
    versions: reactive({ desk: 0, home: 0, catalogue: 0, inbox: 0, mine: 0, transfers: 0, settings: 0 }),
    progress: reactive(new Map()),
    now: ref(host.now()),
  }
}

export function useWindow(): WindowState {
  const state = inject(WINDOW)
  if (!state) throw new Error('a page was mounted outside the window')
  return state
}

/** Asks where this PC stands and shows the window accordingly. */
export async function refreshDesk(w: WindowState): Promise<void> {
  try {
    const desk = await w.host.call('desk', {})
    w.deskError.value = null
    showDesk(w, desk)
  } catch (thrown) {
    w.deskError.value = errorView(thrown, w.host.now())
  }
}

/** Takes a new desk over, display first so that nothing is painted twice. */
export function showDesk(w: WindowState, desk: Desk): void {
  applyDisplay(desk.display)
  w.desk.value = desk
}

/** Puts theme, text size and language on the document. */
export function applyDisplay(display: Display): void {
  const root = document.documentElement
  language.value = display.language
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
      return show(w, event.place, event.delivery)
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

/** Goes to a place, and to a row in it. */
export function show(w: WindowState, place: Place, delivery?: DeliveryId): void {
  if (place === 'desk') return
  if (delivery !== undefined) w.opened.value = delivery
  // A notice has done its work once its row is open, or once the page it leads to is.
  if (w.notice.value && (w.notice.value.delivery === delivery || w.notice.value.place === place)) w.notice.value = null
  w.failure.value = null
  w.place.value = place
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
      document.querySelector<HTMLElement>('[data-search]')?.focus()
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
