// The second line of a transfer: 37 % · 182 MB/s · 15:42 完成, and the honest words for what does not move.
import type { Code, ErrorView, Stamp, TransferRow, TransferState } from './contract'
import { say, t } from './text'
import { clock, full, moment, percent, speed } from './text/format'

const SOON = 10_000

/** Whether the bar stands still. */
export function isStill(state: TransferState): boolean {
  return state.state !== 'move'
}

/** Whether a person can pause it. */
export function canPause(state: TransferState): boolean {
  return state.state === 'move' || state.state === 'wait'
}

function finish(left: number, now: Stamp): string {
  const at = now + left
  return t.value.transfers.finish(moment(at, now) === clock(at) ? clock(at) : full(at, now))
}

/** Why it stalls, in a few words that keep the row one line high; what has none is said as the engine says it. */
function reason(error: ErrorView, long: boolean): string[] {
  const short: Partial<Record<Code, string>> = t.value.transfers.stalls
  const words = short[error.code]
  if (words !== undefined) return [words]
  const todo = say(error.todo).replace(/[。.]$/, '')
  return long ? [say(error.what), todo] : [todo]
}

/** What a transfer does, in one line. `long` has room for the reasons. */
export function transferLine(row: TransferRow, now: Stamp, long: boolean): string {
  const words = t.value.transfers
  const share = `${percent(row.done, row.total)} %`
  const { state } = row
  switch (state.state) {
    case 'wait':
      return words.wait
    case 'move': {
      const end = state.left === undefined ? [] : [state.left < SOON ? words.soon : finish(state.left, now)]
      return [share, speed(state.speed), ...end].join(' · ')
    }
    case 'pause':
      return [share, long ? words.paused : words.pausedShort].join(' · ')
    case 'stall': {
      // Within the first minute only the reason is said: there is nothing to count yet.
      const minutes = Math.floor((now - state.since) / 60_000)
      return [share, [...(minutes > 0 ? [words.stalled(minutes)] : []), ...reason(state.error, long)].join(words.reasons)].join(' · ')
    }
    case 'fail':
      return say(state.error.what)
    case 'done':
      return moment(state.at, now)
  }
}
