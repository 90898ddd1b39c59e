// A host without a shell: answers every command from memory, for tests and pictures. It sends nothing and reads no file.
import type { Code, Commands, Desk, Display, Event, InboxItem, InboxRow, Picked, Place, Role, Stage, TransferRow } from '../contract'
import * as data from './fake-data'
import { LawDesk } from './fake-law'
import { DATASET_TRANSFERS, PublishDesk } from './fake-publish'
import type { CommandName, Host, Listening } from './host'

type Answers = { [N in CommandName]: (args: Commands[N]['args']) => Commands[N]['answer'] }

export interface FakeOptions {
  /** What the desk holds. */
  filled?: 'full' | 'empty'
  /** How far this PC is; `ready` unless said otherwise. */
  stage?: Stage
  display?: Partial<Display>
  ground?: Desk['ground']
  /** What this PC may do; staff and head unless said otherwise. */
  roles?: Role[]
  /** Whether there are matters to decide; there are unless said otherwise. */
  matters?: boolean
  /** Commands that fail, and how. */
  fails?: Partial<Record<CommandName, Code>>
}

function deliveries(rows: readonly InboxRow[]): InboxItem[] {
  return rows.map((row) => ({ item: 'delivery', row }))
}

export class FakeHost implements Host {
  /** Everything that was called, in order. */
  readonly calls: { name: CommandName; args: unknown }[] = []
  /** What the chooser and the clipboard hand out next. */
  picked: Picked[] = [{ token: 'k1', name: '2026年三季度困难群众救助资金发放明细.xlsx', bytes: 4.2 * data.MB }]

  private readonly listeners = new Set<(event: Event) => void>()
  private readonly fails: Map<CommandName, Code>
  private desk: Desk
  private settings = data.SETTINGS
  private arrived: InboxRow[]
  private sent: InboxRow[]
  private done: InboxRow[]
  private transfers: TransferRow[]
  /** What is decided here, asked for and found. */
  private readonly law: LawDesk
  private clock = data.NOW
  /** Its own datasets, what it holds of others, the PCs of its department. */
  private readonly own: PublishDesk

  constructor(options: FakeOptions = {}) {
    const full = options.filled !== 'empty'
    const display = { ...data.DISPLAY, ...options.display }
    this.fails = new Map(Object.entries(options.fails ?? {}) as [CommandName, Code][])
    this.arrived = full ? [...data.ARRIVED] : []
    this.sent = full ? [...data.SENT] : []
    this.done = full ? [...data.DONE] : []
    this.transfers = full ? [...data.TRANSFERS, ...DATASET_TRANSFERS] : []
    this.settings = { ...data.SETTINGS, display }
    this.desk = { ...data.READY, ground: options.ground ?? 'demo', display, stage: options.stage ?? data.READY.stage }
    const { roles } = options
    this.law = new LawDesk(full && options.matters !== false, () => this.clock, () => roles ?? data.ME.roles, (...places) => this.changed(...places))
    if (roles && this.desk.stage.stage === 'ready') this.desk.stage = { ...this.desk.stage, me: { ...this.desk.stage.me, roles } }
    this.own = new PublishDesk(full, (...places) => this.changed(...places), () => roles?.includes('key_admin') ?? false, (token) => this.picked.find((one) => one.token === token)?.name ?? token)
    if (!full && this.desk.stage.stage === 'ready') {
      this.desk.stage = { ...this.desk.stage, counts: { inbox: { waiting: 0, due: 0 }, mine: 0, transfers: 0 } }
    }
  }

  now(): number {
    return this.clock
  }

  /** Lets time pass, and signs what is due by then. */
  pass(milliseconds: number): void {
    this.clock += milliseconds
    this.law.tick()
  }

  async call<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Commands[N]['answer']> {
    this.calls.push({ name, args })
    const code = this.fails.get(name)
    if (code) throw { ...(code === 'disk_full' ? data.DISK : code === 'offline' ? data.OFFLINE : data.KEYS), code }
    return this.answers[name](args)
  }

  async listen(on: (event: Event) => void): Promise<Listening> {
    this.listeners.add(on)
    const home = this.desk.stage.stage === 'ready' && !this.fails.has('home') ? { home: this.answers.home({}) } : {}
    return { start: { desk: this.desk, ...home }, stop: () => void this.listeners.delete(on) }
  }

  /** Says something the engine would say. */
  emit(event: Event): void {
    for (const on of this.listeners) on(event)
  }

  /** From now on a command fails with this code; null lets it work again. */
  fail(name: CommandName, code: Code | null): void {
    if (code) this.fails.set(name, code)
    else this.fails.delete(name)
  }

  private changed(...places: Place[]): null {
    this.emit({ event: 'changed', places })
    return null
  }

  private row(id: string): InboxRow {
    const row = [...this.arrived, ...this.sent, ...this.done].find((one) => one.id === id)
    if (!row) throw { ...data.KEYS, code: 'not_found' }
    return row
  }

  private replace(id: string, change: (row: InboxRow) => InboxRow): void {
    const each = (rows: InboxRow[]) => rows.map((row) => (row.id === id ? change(row) : row))
    this.arrived = each(this.arrived)
    this.sent = each(this.sent)
  }

  private setTransfer(id: string, state: TransferRow['state']): null {
    this.transfers = this.transfers.map((row) => (row.id === id ? { ...row, state } : row))
    return this.changed('transfers', 'home')
  }

  private unfinished(): TransferRow[] {
    return this.transfers.filter((row) => row.state.state !== 'done')
  }

  private readonly answers: Answers = {
    desk: () => this.desk,
    sign_in: ({ demo_staff }) => {
      const one = data.STAFF.find((staff) => staff.id === demo_staff)
      this.desk = { ...this.desk, stage: { ...(data.READY.stage as Extract<Stage, { stage: 'ready' }>), me: { ...data.ME, ...one } } }
      return this.desk
    },
    home: () => ({
      due: [...this.law.items('decide').filter((one) => one.row.due?.due === 'late' || one.row.due?.due === 'today'), ...deliveries(this.arrived.filter((row) => row.due?.due === 'today'))],
      arrived: this.arrived.filter((row) => row.due?.due !== 'today'),
      transfers: this.unfinished(),
    }),
    choose: () => this.picked,
    paste: () => this.picked,
    describe: ({ tokens }) => this.describe(tokens),
    discard: () => null,
    recipients: ({ query }) =>
      query === ''
        ? data.PEOPLE.filter((row) => data.RECENTS.includes(row.id) && this.sent.length > 0)
        : data.PEOPLE.filter((row) => JSON.stringify(row.party).includes(query)),
    who_can_open: ({ recipients }) => ({
      openers: data.PEOPLE.filter((row) => recipients.includes(row.id)).map((row) => ({ id: row.id, party: row.party, devices: row.reach.reach === 'ready' ? row.reach.devices : row.reach.reach === 'unchecked' ? 2 : 0 })),
      own_devices: 1,
    }),
    send: ({ order }) => {
      const id = `n${this.sent.length + 1}`
      const parties = data.PEOPLE.filter((row) => order.recipients.includes(row.id)).map((row) => row.party)
      const bytes = this.describe(order.tokens).bytes
      this.sent = [{ id, direction: 'send', title: order.title, parties, bytes, at: this.now(), standing: { standing: 'moving', transfer: `t-${id}`, chain: data.chain(parties.length) } }, ...this.sent]
      this.transfers = [{ id: `t-${id}`, subject: { subject: 'delivery', id }, direction: 'send', title: order.title, parties, done: 0, total: bytes, state: { state: 'wait' } }, ...this.transfers]
      this.changed('inbox', 'home', 'transfers')
      return id
    },
    inbox: () => ({
      decide: this.law.rows('decide'),
      arrived: this.arrived,
      sent: [...this.law.items('sent'), ...deliveries(this.sent)],
      done: [...this.law.items('done'), ...deliveries(this.done)],
    }),
    delivery: ({ id }) => data.cardOf(this.row(id)),
    fetch: ({ id }) => {
      this.replace(id, (row) => ({ ...row, standing: { standing: 'reached', chain: data.chain(1, 'seal', 'store', 'fetch', 'verify') } }))
      this.changed('inbox', 'home', 'mine')
      return `t-${id}`
    },
    open: () => null,
    reveal: () => null,
    take_back: ({ id }) => {
      this.replace(id, (row) => ({ ...row, standing: { standing: 'taken_back', at: this.now() } }))
      this.changed('inbox')
      return data.cardOf(this.row(id))
    },
    history: ({ id }) => {
      const { sender, sent } = data.cardOf(this.row(id))
      const by = { who: sender.kind === 'person' ? sender.name : '信息中心', department: sender.department }
      return [{ ...by, act: 'record', at: sent, statement: '9f2c01aa' }, { ...by, act: 'delivery', at: sent + 2_000, statement: '41d0b7e3' }]
    },
    transfers: () => this.transfers,
    pause: ({ id }) => this.setTransfer(id, { state: 'pause' }),
    resume: ({ id }) => this.setTransfer(id, { state: 'wait' }),
    retry: ({ id }) => this.setTransfer(id, { state: 'wait' }),
    cancel: ({ id }) => {
      this.transfers = this.transfers.filter((row) => row.id !== id)
      return this.changed('transfers', 'home')
    },
    search: (args) => this.law.answers.search(args),
    dataset: (args) => this.law.answers.dataset(args),
    request_draft: (args) => this.law.answers.request_draft(args),
    request: (args) => this.law.answers.request(args),
    matter: (args) => this.law.answers.matter(args),
    act: (args) => this.law.answers.act(args),
    undo: (args) => this.law.answers.undo(args),
    fetch_dataset: (args) => {
      const page = this.law.answers.dataset({ id: args.id })
      this.transfers = [{ id: `t-${args.id}`, subject: { subject: 'dataset', id: args.id }, direction: 'receive', title: page.name, parties: [page.provider], done: 0, total: 4 * data.MB, state: { state: 'wait' } }, ...this.transfers]
      return this.law.answers.fetch_dataset(args)
    },
    publish_draft: (args) => this.own.answers.publish_draft(args),
    publish: (args) => this.own.answers.publish(args),
    members: (args) => this.own.answers.members(args),
    admit: (args) => this.own.answers.admit(args),
    remove_member: (args) => this.own.answers.remove_member(args),
    open_dataset: (args) => this.own.answers.open_dataset(args),
    reveal_dataset: (args) => this.own.answers.reveal_dataset(args),
    my_data: () => ({
      ...this.own.mine(),
      held: this.arrived.filter((row) => row.id === 'a1').map((row) => ({ id: row.id, title: row.title, from: data.PEOPLE[1]?.party ?? data.department('吉林省财政厅'), bytes: row.bytes, verified: data.at(15, 3), until: data.at(23, 59, -38) })),
    }),
    settings: () => this.settings,
    set_setting: ({ change }) => {
      const { display, cache } = this.settings
      if (change.setting === 'rate') return (this.settings = { ...this.settings, rate: change.value })
      if (change.setting === 'cache_limit') return (this.settings = { ...this.settings, cache: { ...cache, limit: change.value } })
      this.settings = { ...this.settings, display: { ...display, [change.setting]: change.value } }
      this.desk = { ...this.desk, display: this.settings.display }
      return this.settings
    },
    choose_downloads: () => (this.settings = { ...this.settings, downloads: '文档 / 收到的文件' }),
    diagnosis: () => '吉享诊断-20261123.txt',
  }

  private describe(tokens: readonly string[]): Commands['describe']['answer'] {
    const items = tokens.map((token) => {
      const one = this.picked.find((picked) => picked.token === token)
      const name = one?.name ?? token
      const bytes = one?.bytes ?? 640 * data.MB
      const folder = one?.bytes === undefined
      const odd: Commands['describe']['answer']['items'][number]['odd'] = []
      if (bytes === 0) odd.push({ odd: 'empty' })
      if (folder) odd.push({ odd: 'links', count: 2 })
      return { token, name, bytes, odd, kind: folder ? { kind: 'folder' as const, files: 128 } : { kind: 'file' as const } }
    })
    const title = items.length > 1 ? `${items[0]?.name ?? ''} 等 ${items.length} 项` : (items[0]?.name ?? '')
    return { title, items, bytes: items.reduce((sum, item) => sum + item.bytes, 0), files: items.reduce((sum, item) => sum + (item.kind.kind === 'folder' ? item.kind.files : 1), 0) }
  }
}
