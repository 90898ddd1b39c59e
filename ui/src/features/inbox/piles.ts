// The piles of the inbox, each with its rows, and which card is open.
import type { Inbox, InboxItem, MatterRow } from '../../contract'
import type { Text } from '../../text/zh'
import type { Opened } from '../../window'

export type PileId = 'due' | 'decide' | 'arrived' | 'sent' | 'done'

export interface Pile { id: PileId; title: string; note: string; items: readonly InboxItem[]; none: string }

function pressing(row: MatterRow): boolean {
  return row.due?.due === 'late' || row.due?.due === 'today'
}
function matters(rows: readonly MatterRow[]): InboxItem[] {
  return rows.map((row) => ({ item: 'matter', row }))
}

/** What this desk decides: what ends today or is late, then what waits. One empty pile where there is neither. */
export function decidePiles(inbox: Inbox, words: Text): Pile[] {
  const due = inbox.decide.filter(pressing)
  const waiting = inbox.decide.filter((row) => !pressing(row))
  return [
    { id: 'due' as const, title: words.matter.due.section, note: '', items: matters(due), none: '' },
    { id: 'decide' as const, title: words.matter.due.waiting, note: words.matter.due.byDays, items: matters(waiting), none: '' },
  ].filter((pile) => pile.items.length > 0)
}

/** What arrived, what this desk started, what is done. */
export function otherPiles(inbox: Inbox, words: Text): Pile[] {
  return [
    { id: 'arrived', title: words.inbox.arrived, note: '', items: inbox.arrived.map((row) => ({ item: 'delivery', row })), none: words.inbox.noArrived },
    { id: 'sent', title: words.inbox.sent, note: '', items: inbox.sent, none: words.inbox.noSent },
    { id: 'done', title: words.inbox.done, note: '', items: inbox.done, none: words.inbox.noDone },
  ]
}

/** The card of a row. */
export function cardOf(one: InboxItem): Opened {
  return one.item === 'delivery' ? { item: 'delivery', id: one.row.id } : { item: 'matter', id: one.row.id }
}

/** Whether a card is that of a row. */
export function isOpen(opened: Opened | null, one: InboxItem): boolean {
  return opened !== null && opened.item === one.item && opened.id === one.row.id
}
