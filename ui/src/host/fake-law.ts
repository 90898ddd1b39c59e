// The memory behind the matters of the made-up desk: what is written down, undone within ten seconds, and then signed.
import type { AnswerView, Commands, Day, Due, InboxItem, MatterAct, MatterCard, MatterRow, Place, Role } from '../contract'
import { fromDay } from '../text/format'
import { KEYS, NOW } from './fake-data'
import { BASES, DECIDE, DONE_MATTERS, line, MINE, OWN, SCENARIOS, SENT_MATTERS, without } from './fake-matters'
import { entryOf, pageOf, searchIn } from './fake-catalogue'

type Names = 'search' | 'dataset' | 'request_draft' | 'request' | 'matter' | 'act' | 'undo' | 'fetch_dataset'
type Answers = { [N in Names]: (args: Commands[N]['args']) => Commands[N]['answer'] }
type Pile = 'decide' | 'sent' | 'done'

const UNDO = 10_000

export class LawDesk {
  private readonly piles: Record<Pile, string[]>
  private readonly cards: Map<string, MatterCard>
  private readonly acts = new Map<string, MatterAct>()

  constructor(private readonly full: boolean, private readonly now: () => number, private readonly roles: () => readonly Role[], private readonly changed: (...places: Place[]) => null) {
    const [decide, sent, done] = full ? [DECIDE, SENT_MATTERS, DONE_MATTERS] : [[], [], []]
    this.piles = { decide: decide.map((card) => card.id), sent: sent.map((card) => card.id), done: done.map((card) => card.id) }
    this.cards = new Map([...decide, ...sent, ...done].map((card) => [card.id, card]))
  }

  rows(pile: Pile): MatterRow[] {
    return this.piles[pile].map((id) => rowOf(this.card(id)))
  }
  items(pile: Pile): InboxItem[] {
    return this.rows(pile).map((row) => ({ item: 'matter', row }))
  }

  /** Signs what is due. */
  tick(): void {
    for (const [id, act] of this.acts) {
      const card = this.card(id)
      if (card.pending && card.pending.until <= this.now()) this.sign(card, act)
    }
  }

  private card(id: string): MatterCard {
    const card = this.cards.get(id)
    if (!card) throw { ...KEYS, code: 'not_found' }
    return card
  }

  private put(card: MatterCard): MatterCard {
    this.cards.set(card.id, card)
    this.changed('inbox', 'home', 'catalogue', 'mine')
    return card
  }

  private sign(card: MatterCard, act: MatterAct): void {
    this.acts.delete(card.id)
    const own = card.provider.department === OWN.department
    const next = signed(without(card, 'pending'), act, this.now())
    const pile: Pile = own || card.kind === 'publication' ? 'done' : 'sent'
    for (const name of ['decide', 'sent', 'done'] as const) this.piles[name] = this.piles[name].filter((id) => id !== card.id)
    this.piles[pile] = [card.id, ...this.piles[pile]]
    this.put(next.stage === 'submitted' ? next : without(next, 'clock'))
  }

  readonly answers: Answers = {
    search: ({ query }) => searchIn(query, this.full),
    dataset: ({ id }) => pageOf(id),
    request_draft: ({ dataset }) => {
      const entry = entryOf(dataset)
      return { dataset, name: entry.name, fields: { basis: BASES[0] ?? '', scenario: SCENARIOS[0] ?? '', scope: '长春市本级 312 个预算单位，预算处和信息中心 8 人使用', method: 'file', until: '2027-06-30' }, bases: [...BASES], scenarios: [...SCENARIOS], shown: `entry-${dataset}` }
    },
    request: ({ dataset, fields }) => {
      const entry = entryOf(dataset)
      const head = this.roles().includes('head')
      const id = `rq-n${this.cards.size}`
      const [first] = SENT_MATTERS
      if (!first) throw KEYS
      const base = without(first, 'answer', 'consented')
      this.piles.sent = [id, ...this.piles.sent]
      this.put({ ...base, id, title: entry.name, dataset, provider: entry.provider, class: entry.class, stage: head ? 'submitted' : 'awaits_consent', request: fields, by: MINE, at: this.now(), acts: ['withdraw'], waits_for: head ? 'other_side' : 'own_head', shown: `shown-${id}`, history: [line('request', MINE, this.now())], ...(head ? { consented: { by: MINE, at: this.now() } } : {}) })
      return id
    },
    matter: ({ id }) => this.card(id),
    act: ({ id, act, shown }) => {
      const card = this.card(id)
      if (card.shown !== shown) throw { ...KEYS, code: 'conflict' }
      this.acts.set(id, act)
      return this.put({ ...card, pending: { verb: act.act, until: this.now() + UNDO, may_undo: true } })
    },
    undo: ({ id }) => {
      this.acts.delete(id)
      return this.put(without(this.card(id), 'pending'))
    },
    fetch_dataset: ({ id }) => {
      this.changed('transfers', 'catalogue', 'mine', 'inbox')
      return `t-${id}`
    },
  }
}

function daysLeft(until: Day): Due {
  return { due: 'left', days: Math.floor((fromDay(until) - NOW) / 86_400_000) + 1 }
}

function rowOf(card: MatterCard): MatterRow {
  const own = card.provider.department === OWN.department || card.stage === 'awaits_consent'
  const at = card.pending?.until ?? card.answer?.at ?? card.at
  const due = card.clock?.due ?? (card.stage === 'agreed' && card.until !== undefined ? daysLeft(card.until) : undefined)
  return { id: card.id, kind: card.kind, stage: card.stage, title: card.title, party: own ? card.by : card.provider, at, ...(due ? { due } : {}), ...(card.pending ? { undo_until: card.pending.until } : {}) }
}

function signed(card: MatterCard, act: MatterAct, now: number): MatterCard {
  const own = card.provider.department === OWN.department
  const say = (decision: AnswerView['decision'], more: Partial<AnswerView> = {}): AnswerView => ({ decision, by: MINE, at: now, reason: '', missing: [], conditions: '', ...more })
  const with_ = (stage: MatterCard['stage'], more: Partial<MatterCard> = {}): MatterCard => ({ ...card, stage, acts: [], waits_for: 'nobody', shown: `${card.shown}-2`, ...more })
  switch (act.act) {
    case 'consent':
      if (card.stage === 'awaits_release') return with_('released', { history: [...card.history, line('release', MINE, now, { version: card.version?.number ?? 1 })] })
      if (card.stage === 'awaits_consent') return with_('submitted', { acts: ['withdraw'], waits_for: 'other_side', consented: { by: MINE, at: now }, history: [...card.history, line('consent', MINE, now)] })
      return with_(card.answer?.decision === 'refuse' ? 'refused' : 'agreed', { history: [...card.history, line('consent', MINE, now), line('grant', MINE, now)] })
    case 'decline':
      return with_(card.stage === 'awaits_answer' ? 'submitted' : 'declined', { history: [...card.history, line('decline', MINE, now, { words: act.reason })] })
    case 'agree':
      return with_('agreed', { acts: ['revoke'], until: act.until ?? card.request?.until ?? '2026-12-31', answer: say('approve', { conditions: act.condition, ...(act.this_version ? { version: card.version?.number ?? 1 } : {}) }), history: [...card.history, line('grant', MINE, now)] })
    case 'return':
      return with_('returned', { waits_for: 'other_side', answer: say('return', { missing: act.missing }), history: [...card.history, line('return', MINE, now)] })
    case 'refuse':
      return with_('refused', { answer: say('refuse', { reason: act.reason }), history: [...card.history, line('refuse', MINE, now, { words: act.reason })] })
    case 'withdraw':
      return with_('withdrawn', { history: [...card.history, line('withdraw', MINE, now, act.reason === '' ? {} : { words: act.reason })] })
    case 'resubmit':
      return with_('submitted', { acts: ['withdraw'], waits_for: 'other_side', request: act.fields, history: [...card.history, line('request', MINE, now), line('consent', MINE, now)] })
    case 'revoke':
      return with_(own ? 'revoked' : card.stage, { history: [...card.history, line('revoke', MINE, now, { words: act.reason })] })
  }
}
