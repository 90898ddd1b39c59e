// Where a delivery stands, as words and tones. A colour is a word: green only where everything is verified.
import type { Chain, Direction, Due, InboxRow, Standing, Step } from './contract'
import { t } from './text'

export type Tone = 'green' | 'amber' | 'red' | 't2' | 't3'

export interface Word { text: string; tone: Tone; check: boolean }

const SENT: readonly Step[] = ['seal', 'store', 'fetch', 'verify', 'open']
const RECEIVED: readonly Step[] = ['fetch', 'verify', 'open']

/** The steps that concern a desk, in order. */
export function steps(direction: Direction): readonly Step[] {
  return direction === 'send' ? SENT : RECEIVED
}

/** The furthest step that anybody reached. */
export function furthest(chain: Chain): Step | null {
  return chain.reached.at(-1)?.step ?? null
}

/** Whether every recipient verified it. */
export function allVerified(chain: Chain): boolean {
  return chain.reached.some((reached) => reached.step === 'verify' && reached.by === chain.of)
}

/** What was reached, whatever happened after. */
export function chainOf(standing: Standing): Chain | null {
  return standing.standing === 'taken_back' ? null : standing.chain
}

/** Whether its bytes are here and verified. */
export function isHere(row: Pick<InboxRow, 'standing' | 'direction'>): boolean {
  const { standing } = row
  return row.direction === 'receive' && standing.standing === 'reached' && allVerified(standing.chain)
}

/** Whether it can be fetched now. */
export function isWaiting(row: Pick<InboxRow, 'standing' | 'direction'>): boolean {
  const { standing } = row
  return row.direction === 'receive' && (standing.standing === 'reached' || standing.standing === 'failed') && !allVerified(standing.chain)
}

function chainWord(chain: Chain, direction: Direction): Word {
  const step = furthest(chain)
  if (step === null) return { text: '', tone: 't3', check: false }
  const words = direction === 'send' ? t.value.step : t.value.stepHere
  const by = chain.reached.at(-1)?.by ?? 0
  const text = by < chain.of ? t.value.some(words[step], by, chain.of) : words[step]
  const verified = step === 'verify' && by === chain.of
  return { text, tone: verified ? 'green' : 't2', check: verified }
}

/** One word for a row. */
export function standingWord(standing: Standing, direction: Direction): Word {
  const words = t.value.standing
  switch (standing.standing) {
    case 'moving':
      return { text: direction === 'send' ? words.sending : words.fetching, tone: 't2', check: false }
    case 'reached':
      return chainWord(standing.chain, direction)
    case 'failed':
      return { text: direction === 'send' ? words.failedSend : words.failedFetch, tone: 'red', check: false }
    case 'expired':
      return { text: words.expired, tone: 't2', check: false }
    case 'taken_back':
      return { text: words.takenBack, tone: 't2', check: false }
    case 'take_back_asked':
      return { text: words.takeBackAsked, tone: 't2', check: false }
  }
}

/** Days beyond which an end is no deadline yet. */
const FAR = 30

function endWord(due: Due, left: (days: number) => string): Word {
  switch (due.due) {
    case 'late':
      return { text: t.value.due.late(due.days), tone: 'red', check: false }
    case 'today':
      return { text: t.value.due.today, tone: 'amber', check: false }
    case 'left':
      return { text: left(due.days), tone: 't2', check: false }
  }
}

/** How near its end is, in days; null where it does not press. */
export function dueWord(row: Pick<InboxRow, 'due'>): Word | null {
  if (row.due === undefined || (row.due.due === 'left' && row.due.days > FAR)) return null
  return endWord(row.due, t.value.due.left)
}

/** How near the end of a clock of the decree is, which counts working days. */
export function clockWord(due: Due): Word {
  return endWord(due, t.value.matter.clock.left)
}
