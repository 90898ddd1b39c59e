// What the pages know of the outside: commands with answers, events, the clock. Nothing here knows Tauri.
import type { Commands, ErrorView, Event, Start } from '../contract'

export type CommandName = keyof Commands

/** An open channel of events: how things stood when it opened, and how to close it. */
export interface Listening { start: Start; stop: () => void }

/** The other side of the window: the shell, or a stand-in for tests and pictures. */
export interface Host {
  /** Calls a command. Rejects with an `ErrorView`, never with anything else. */
  call<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Commands[N]['answer']>
  /** Receives events from now on, and answers how things stand. */
  listen(on: (event: Event) => void): Promise<Listening>
  /** Milliseconds since 1970 in UTC. */
  now(): number
}

/** Whether a rejected call carries a view of its error. */
export function isErrorView(value: unknown): value is ErrorView {
  return typeof value === 'object' && value !== null && 'code' in value && 'what' in value && 'severity' in value
}

/** The view of whatever was thrown: a fault of this program where it is not one already. */
export function errorView(thrown: unknown, now: number): ErrorView {
  if (isErrorView(thrown)) return thrown
  return {
    code: 'internal',
    severity: 'act',
    what: { zh: '没有完成：程序内部出错', en: 'Not done: a fault in this program' },
    safe: { zh: '数据没有改动，也没有发出。', en: 'Nothing was changed and nothing was sent.' },
    todo: { zh: '请再试一次。仍然出错，请在设置里导出诊断文件。', en: 'Try again. If it happens again, save a diagnosis file in Settings.' },
    remedy: 'retry',
    detail: typeof thrown === 'string' ? thrown.slice(0, 200) : thrown instanceof Error ? thrown.message.slice(0, 200) : '',
    at: now,
  }
}
