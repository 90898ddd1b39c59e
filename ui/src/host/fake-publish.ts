// The made-up desk's own datasets, what it holds of others, and the PCs of its department. Answers from memory.
import type { Commands, HeldDatasetRow, MemberRow, MembersView, MyData, Place, PublishDraft, PublishedRow, TableRow, TransferRow, WaitingRow } from '../contract'
import { at, department, MB, ME, NOW, person } from './fake-data'

type Names = 'publish_draft' | 'publish' | 'members' | 'admit' | 'remove_member' | 'open_dataset' | 'reveal_dataset'
type Answers = { [N in Names]: (args: Commands[N]['args']) => Commands[N]['answer'] }

const NYT = department('吉林省农业农村厅', '吉林省', '农业农村厅')
const NYJ = department('长春市农业农村局', '吉林省', '长春市', '农业农村局')
const YS = department('榆树市财政局', '吉林省', '长春市', '榆树市', '财政局')
const CZT = department('吉林省财政厅', '吉林省', '财政厅')
const BB = department('中共吉林省委机构编制委员会办公室', '吉林省', '省委编办')
const ZR = department('长春市规划和自然资源局', '吉林省', '长春市', '规划和自然资源局')
const own = (name: string, post: string) => person(ME.department, name, post, ...ME.path)
const HEAD = own(ME.name, ME.post)

export const PUBLISHED: PublishedRow[] = [
  {
    id: 'ds-subsidy', name: '惠民惠农财政补贴发放明细', class: 'conditional',
    version: { number: 7, at: at(10, 5, 24), by: HEAD, retired: false, bytes: 286 * MB },
    grants: [
      { request: 'rq-nyt', party: NYT, until: '2027-06-30', confirmed: 7, state: { state: 'lives' } },
      { request: 'rq-nyj', party: NYJ, until: '2027-06-30', confirmed: 6, state: { state: 'lives' } },
      { request: 'rq-ys', party: YS, until: '2026-12-31', version: 7, state: { state: 'lives' } },
      { request: 'rq-zr', party: ZR, until: '2026-12-31', confirmed: 5, state: { state: 'revoked', at: at(9, 30, 12) } },
    ],
  },
  { id: 'ds-contracts', name: '政府采购合同备案信息', class: 'unconditional', version: { number: 22, at: at(9, 0, 21), by: HEAD, retired: false, bytes: 41 * MB }, transfer: 't9', grants: [{ request: 'rq-o', party: CZT, until: '2027-11-22', confirmed: 22, state: { state: 'lives' } }] },
  { id: 'ds-aid', name: '困难群众救助资金发放明细', class: 'conditional', waiting: 'st-release', grants: [] },
  { id: 'ds-reward', name: '举报奖励发放名册', class: 'withheld', version: { number: 1, at: Date.UTC(2026, 2, 12, 3), by: HEAD, retired: false, bytes: 0 }, grants: [] },
]

export const DATASETS: HeldDatasetRow[] = [
  { id: 'ds-transfer', name: '2026年省级转移支付分配结果', provider: CZT, newest: 11, until: '2026-12-31', due: { due: 'left', days: 38 }, state: { state: 'lives' }, holding: { version: 11, verified: at(15, 3), bytes: 386 * 1024, saved_in: '下载 / 吉享', newer: false, until: '2026-12-31', due: { due: 'left', days: 38 } } },
  { id: 'ds-staff', name: '机关事业单位机构编制实名制信息', provider: BB, newest: 31, until: '2027-05-31', state: { state: 'lives' }, holding: { version: 30, verified: at(10, 12, 30), bytes: 18 * MB, saved_in: '下载 / 吉享', newer: true, until: '2027-05-31' } },
  { id: 'ds-land', name: '不动产登记簿摘要', provider: ZR, newest: 9, until: '2026-11-23', due: { due: 'today' }, state: { state: 'lives' }, holding: { version: 9, verified: at(14, 0, 40), bytes: 52 * MB, saved_in: '下载 / 吉享', newer: false, until: '2026-11-23', due: { due: 'today' } } },
  { id: 'ds-low', name: '城乡低保对象认定信息', provider: department('长春市民政局', '吉林省', '长春市', '民政局'), newest: 3, until: '2027-11-22', state: { state: 'lives' } },
  { id: 'ds-old', name: '国有企业财务决算', provider: department('长春市国资委', '吉林省', '长春市', '国资委'), newest: 4, until: '2027-03-31', state: { state: 'revoked', at: at(9, 0, 20) }, holding: { version: 4, verified: at(9, 0, 60), bytes: 6 * MB, saved_in: '下载 / 吉享', newer: false, until: '2027-03-31' } },
]

export const MEMBERS: MemberRow[] = [
  { id: 'dev-gao', party: own('高翔', '信息中心科员'), roles: ['staff', 'key_admin'], own: false, admitted: Date.UTC(2026, 1, 27, 2) },
  { id: 'dev-zhao', party: HEAD, roles: ['staff', 'head'], own: true, admitted: Date.UTC(2026, 2, 12, 2) },
  { id: 'dev-wang', party: own('王志强', '信息中心经办人'), roles: ['staff'], own: false, admitted: Date.UTC(2026, 8, 1, 2) },
]
export const WAITING: WaitingRow[] = [{ party: own('刘敏', '预算处科员'), listed: true, code: ['7F3A', '91C2', '5D08', 'E6B4', '02AC'] }]

const COLUMNS: [string, string, string][] = [
  ['县（市、区）', 'C', ''], ['户主姓名', 'C', ''], ['身份证号', 'C', ''], ['救助类别', 'C', ''], ['发放月份', 'D', ''], ['发放金额', 'Y', '元'], ['发放账号', 'C', ''], ['发放状态', 'C', ''],
]
const TABLES: TableRow[] = [
  {
    name: '发放明细', rows: 18_392, columns: 14, preview: [
      COLUMNS.map((column) => column[0]),
      ['朝阳区', '张*', '220104********2416', '城市低保', '2026-07', '1,260.00', '6228480402564890018', '已发放'],
      ['南关区', '欧阳*', '220102********0017', '特困供养', '2026-07', '1,780.00', '6228480402564890026', '已发放'],
      ['宽城区', '李*', '220103********1208', '城市低保', '2026-07', '980.00', '6228480402564890034', '退回'],
    ],
  },
  { name: '按县（市、区）汇总', rows: 11, columns: 6, preview: [['县（市、区）', '户数', '人数', '金额（元）', '同比', '备注'], ['朝阳区', '1,204', '1,892', '1,412,300', '2.1 %', '']] },
  { name: '代码说明', columns: 3, preview: [['代码', '名称', '说明'], ['A01', '城市低保', '按月发放']] },
]

/** What the sheet reads of the chosen file. */
export function draftOf(dataset: string | null, title: string): PublishDraft {
  const next = PUBLISHED.find((row) => row.id === dataset)
  const known = PUBLISHED.filter((row) => row.version && row.class !== 'withheld').map((row) => ({ id: row.id, name: row.name, version: row.version?.number ?? 0 }))
  const table = /\.(xlsx?|csv|et)$/.test(title)
  return {
    ...(next ? { dataset: next.id } : {}),
    number: next ? (next.version?.number ?? 0) + 1 : 1,
    fields: {
      title: next?.name ?? title.replace(/\.\w+$/, '').replace(/^\d+年\W季度/, ''),
      summary: next ? '全市惠民惠农财政补贴按户按月发放记录，供补贴资格核对使用' : '2026年三季度困难群众救助资金发放明细，含县（市、区）、户主姓名、救助类别、发放金额等 14 列',
      class: next?.class ?? 'conditional',
      condition: next?.class === 'unconditional' ? '' : '按申请用途使用',
      cycle: next ? 'monthly' : 'quarterly',
      columns: table ? COLUMNS.map(([name, kind, description]) => ({ name, kind, description })) : [],
    },
    facts: [
      { field: 'subject', value: '部门信息资源 / 财政' }, { field: 'unit', value: '信息中心' },
      { field: 'format_class', value: table ? '电子表格' : '电子文件' }, { field: 'format', value: title.split('.').at(-1) ?? '' },
      { field: 'share_method', value: '文件下载' }, { field: 'open_condition', value: '' }, { field: 'grade', value: '一般' },
      { field: 'category', value: '' }, { field: 'theme', value: '' }, { field: 'scenario', value: '' }, { field: 'matter', value: '' }, { field: 'spatial', value: '' },
      { field: 'period', value: '2026年7月至9月' }, { field: 'system', value: '' }, { field: 'secrecy_review', value: '' }, { field: 'pia', value: '' },
    ],
    tables: table ? TABLES : [],
    bytes: 4.2 * MB,
    known: next ? [] : known,
    covered: next !== undefined,
  }
}

export const DATASET_TRANSFERS: TransferRow[] = [
  { id: 't9', subject: { subject: 'dataset', id: 'ds-contracts' }, direction: 'send', title: '政府采购合同备案信息，第 23 版', parties: [], done: 33 * MB, total: 41 * MB, state: { state: 'move', speed: 11.2 * MB, left: 4_000 } },
  { id: 't10', subject: { subject: 'dataset', id: 'ds-aid' }, direction: 'send', title: '困难群众救助资金发放明细', parties: [], done: 4.2 * MB, total: 4.2 * MB, state: { state: 'done', at: at(14, 40), chain: { of: 1, reached: [{ step: 'seal', by: 1, at: at(14, 39) }, { step: 'store', by: 1, at: at(14, 40) }] }, take_back: { state: 'closed' } } },
  { id: 't11', subject: { subject: 'dataset', id: 'ds-transfer' }, direction: 'receive', title: '2026年省级转移支付分配结果，第 11 版', parties: [CZT], done: 386 * 1024, total: 386 * 1024, state: { state: 'done', at: at(15, 3), chain: { of: 1, reached: [{ step: 'fetch', by: 1, at: at(15, 2) }, { step: 'verify', by: 1, at: at(15, 3) }] }, take_back: { state: 'closed' } } },
]

/** The memory of these answers. */
export class PublishDesk {
  private published: PublishedRow[]
  private members: MemberRow[]
  private waiting: WaitingRow[]
  private readonly datasets: HeldDatasetRow[]

  constructor(full: boolean, private readonly changed: (...places: Place[]) => null, private readonly keyAdmin: () => boolean, private readonly titleOf: (token: string) => string) {
    this.published = full ? [...PUBLISHED] : []
    this.datasets = full ? [...DATASETS] : []
    this.members = full ? [...MEMBERS] : MEMBERS.filter((one) => one.own)
    this.waiting = full ? [...WAITING] : []
  }

  /** The page 我的数据, without what came as a delivery. */
  mine(): Omit<MyData, 'held'> {
    return { published: this.published, datasets: this.datasets }
  }

  private view(): MembersView {
    return { may_change: this.keyAdmin(), members: this.members, waiting: this.waiting }
  }

  readonly answers: Answers = {
    publish_draft: ({ tokens, dataset }) => draftOf(this.published.length > 0 ? dataset : null, this.titleOf(tokens[0] ?? '')),
    publish: ({ order }) => {
      const id = order.dataset ?? `ds-${this.published.length + 1}`
      const before = this.published.find((row) => row.id === id)
      this.published = [{ ...(before ?? { id, grants: [] }), id, name: order.fields.title, class: order.fields.class, waiting: `st-${id}` }, ...this.published.filter((row) => row.id !== id)]
      this.changed('mine', 'transfers', 'inbox', 'home')
      return id
    },
    members: () => this.view(),
    admit: ({ code, roles }) => {
      const found = this.waiting.find((row) => row.code.join('') === code.replace(/\s/g, ''))
      if (!found) {
        throw {
          code: 'unknown_code', severity: 'act', at: NOW,
          what: { zh: '没有允许：没有电脑用这个核对码等待', en: 'Not admitted: no PC waits with this code' },
          safe: { zh: '没有任何改动。', en: 'Nothing was changed.' },
          todo: { zh: '请对方再念一遍，逐组核对后重新输入。', en: 'Let them read it out again and compare every group.' },
        }
      }
      this.waiting = this.waiting.filter((row) => row !== found)
      this.members = [...this.members, { id: `dev-${this.members.length + 1}`, party: found.party, roles, own: false, admitted: NOW }]
      return this.view()
    },
    remove_member: ({ id }) => {
      this.members = this.members.filter((row) => row.id !== id)
      return this.view()
    },
    open_dataset: () => null,
    reveal_dataset: () => null,
  }
}
