// A matter as words: what it is, where it stands, which key does what. The card itself says what this desk may do.
import type { MatterCard, MatterRow, MatterStage, MatterVerb } from './contract'
import type { Tone, Word } from './standing'
import { t } from './text'
import { dayOfWeek, fromDay, partyShort } from './text/format'

/** The keys of what can be decided. What has no key has no hurry either. */
export const KEYS: Readonly<Record<MatterVerb, string | null>> = {
  consent: 'A', agree: 'A', return: 'R', resubmit: 'R', refuse: 'X', decline: 'X', withdraw: 'T', fetch: 'F', revoke: null,
}

/** Acts that ask for more before they are done. The others are done at once, with ten seconds to undo. */
export type StepVerb = Extract<MatterVerb, 'agree' | 'return' | 'refuse' | 'decline' | 'withdraw' | 'revoke'>

export function asksMore(verb: MatterVerb): verb is StepVerb {
  return verb !== 'consent' && verb !== 'resubmit' && verb !== 'fetch'
}

/** 申请, 内审 or 发布. */
export function kindWord(row: Pick<MatterRow, 'kind' | 'stage'>): string {
  const words = t.value.matter.kind
  if (row.kind === 'publication') return words.publication
  return row.stage === 'awaits_consent' || row.stage === 'declined' ? words.review : words.request
}

/** The second line of a row: what it is, and who. */
export function rowLine(row: MatterRow): string {
  return `${kindWord(row)}${t.value.joint}${partyShort(row.party)}`
}

const TONES: Partial<Record<MatterStage, Tone>> = { withdrawn: 't3', expired: 't3', revoked: 't3' }

/** Where it stands in one word; an act that is not signed yet comes first. */
export function stageWord(row: Pick<MatterRow, 'stage' | 'undo_until'>): Word {
  if (row.undo_until !== undefined) return { text: t.value.matter.pending.row, tone: 't2', check: false }
  return { text: t.value.matter.stage[row.stage], tone: TONES[row.stage] ?? 't2', check: false }
}

/** Whether this desk belongs to the department that provides what is asked for. */
export function provides(card: Pick<MatterCard, 'provider'>, department: string | undefined): boolean {
  return card.provider.department === department
}

/** What the stage means, and who has to move, in a sentence. */
export function stageNote(card: MatterCard, own: boolean, now: number): string {
  const words = t.value.matter.stageNote
  const waits = t.value.matter.waits[card.waits_for]
  switch (card.stage) {
    case 'awaits_release':
    case 'awaits_consent':
    case 'awaits_answer':
      return waits
    case 'submitted':
      return card.waits_for === 'other_side' ? t.value.matter.toAnswer : waits
    case 'released':
      return words.released
    case 'declined':
      return card.kind === 'publication' ? words.declinedOther : words.declined
    case 'returned':
      return own ? words.returnedOther : words.returned
    case 'refused':
      return own ? words.refusedOther : words.refused
    case 'withdrawn':
      return words.withdrawn
    case 'revoked':
      return own ? words.revokedOther : words.revoked
    case 'expired':
      return words.expired
    case 'agreed': {
      if (card.until === undefined) return words.agreedPlain
      const until = dayOfWeek(fromDay(card.until), now)
      return own ? words.agreedOther(until) : words.agreed(until)
    }
  }
}
