// The made-up catalogue: a few real-looking entries, many plain ones behind them, found by parts of words.
import type { CataloguePage, CatalogueQuery, CatalogueRow, ColumnRow, DatasetPage, Held, Party, ShareClass, Span, TreeRow, UpdateCycle, VersionRow, Way } from '../contract'
import { at, department, KEYS, MB, ME, person } from './fake-data'
import { line, OWN, SUBSIDY_COLUMNS } from './fake-matters'
import { DATASETS, PUBLISHED } from './fake-publish'

/** Datasets of the whole catalogue, as the nav says. */
export const ALL = 89_013
const PAGE = 50

interface Entry {
  id: string; name: string; summary: string; provider: Party; unit: string; class: ShareClass; cycle: UpdateCycle; updated: number
  /** Initials, for those who type them. */
  initials: string; held: Held; columns: ColumnRow[]; condition: string; versions: number
}

const CZT = department('吉林省财政厅', '吉林省', '省直部门', '省财政厅')
const BB = department('中共吉林省委机构编制委员会办公室', '吉林省', '省直部门', '省委编办')
const ZRT = department('吉林省自然资源厅', '吉林省', '省直部门', '省自然资源厅')
const ZZB = department('中共吉林省委组织部', '吉林省', '省直部门', '省委组织部')
const YJT = department('吉林省应急管理厅', '吉林省', '省直部门', '省应急管理厅')
const CCM = department('长春市民政局', '吉林省', '长春市', '民政局')
const CCZ = department('长春市规划和自然资源局', '吉林省', '长春市', '规划和自然资源局')
const JLS = department('吉林市卫生健康委员会', '吉林省', '吉林市', '卫生健康委员会')

function column(name: string, kind: string, description = ''): ColumnRow {
  return { name, kind, description }
}
function entry(id: string, name: string, summary: string, provider: Party, unit: string, share: ShareClass, cycle: UpdateCycle, updated: number, initials: string, more: Partial<Entry> = {}): Entry {
  return { id, name, summary, provider, unit, class: share, cycle, updated, initials, held: 'no', columns: [], condition: share === 'conditional' ? '按申请用途使用' : '', versions: 1, ...more }
}

const ENTRIES: Entry[] = [
  entry('ds-budget', '2027年省级部门预算编制基础信息', '258 个省级部门和 1,284 个预算单位的人员、资产和项目基础数据，供部门预算编制使用', CZT, '预算处', 'conditional', 'quarterly', at(9, 30, 5), 'sjbmysbz', {
    held: 'asked', versions: 3, condition: '限预算编制、预算绩效和审计监督使用。不得转给第三方。',
    columns: [column('单位代码', 'C', '统一社会信用代码，主键'), column('主管部门', 'C', '258 个部门'), column('在职人数', 'I'), column('核定编制', 'I'), column('固定资产原值', 'Y', '元'), column('填报日期', 'D')],
  }),
  entry('ds-staff', '机关事业单位机构编制实名制信息', '全省机关和事业单位核定编制数、实有人数和领导职数', BB, '实名制管理处', 'conditional', 'monthly', at(10, 0, 20), 'jgsydwbz', { held: 'here', versions: 31, columns: [column('单位名称', 'C'), column('核定编制数', 'I'), column('实有人数', 'I'), column('领导职数', 'I')] }),
  entry('ds-usage', '省直事业单位编制使用情况', '信息项：单位名称、编制类别、核定编制、在编人数、空编数', BB, '事业机构编制处', 'unconditional', 'quarterly', at(10, 0, 40), 'szsydwbz', { columns: [column('单位名称', 'C'), column('编制类别', 'C'), column('空编数', 'I')] }),
  entry('ds-quality', '国土空间规划编制单位资质信息', '甲级、乙级规划编制单位的名称、统一社会信用代码、资质等级和有效期', ZRT, '国土空间规划局', 'unconditional', 'monthly', at(10, 0, 14), 'gtkjghbz'),
  entry('ds-officers', '公务员登记与编制核对结果', '依据《公务员登记办法》不予共享，可查看目录说明', ZZB, '公务员一处', 'withheld', 'half-yearly', at(10, 0, 140), 'gwydjbz', { condition: '《公务员登记办法》第十九条', versions: 0 }),
  entry('ds-plans', '生产安全事故应急预案编制与备案目录', '已备案预案的编制单位、类别、备案编号和备案日期', YJT, '应急指挥中心', 'unconditional', 'monthly', at(10, 0, 11), 'scaqbz'),
  entry('ds-goals', '省级部门整体支出绩效目标编制表', '258 个省级部门的年度绩效目标、指标和指标值', CZT, '预算绩效管理处', 'conditional', 'yearly', at(10, 0, 272), 'jxmbbz'),
  entry('ds-low', '城乡低保对象认定信息', '11 个县（市、区）城乡低保对象的认定结果和变动', CCM, '社会救助处', 'conditional', 'monthly', at(11, 0, 2), 'cxdbdx', { held: 'granted', versions: 3 }),
  entry('ds-transfer', '2026年省级转移支付分配结果', '省对市县转移支付的项目、金额和下达日期', CZT, '预算处', 'conditional', 'monthly', at(15, 0), 'zyzf', { held: 'here', versions: 11 }),
  entry('ds-estate', '不动产登记簿摘要', '不动产单元、权利类型和登记日期，不含权利人姓名', CCZ, '不动产登记中心', 'conditional', 'daily', at(8, 0), 'bdcdj', { held: 'asked' }),
  entry('ds-social', '城镇职工社会保险缴费汇总', '参保单位按月缴费人数和金额', department('吉林省人力资源和社会保障厅', '吉林省', '省直部门', '省人社厅'), '基金处', 'conditional', 'monthly', at(9, 0, 9), 'shbxjf', { held: 'asked' }),
  entry('ds-beds', '医疗机构床位编制数', '二级以上医疗机构的编制床位和实际开放床位', JLS, '医政科', 'unconditional', 'quarterly', at(10, 0, 33), 'yljgcw'),
  ...PUBLISHED.filter((row) => row.version).map((row) => entry(row.id, row.name, row.id === 'ds-subsidy' ? '全市惠民惠农财政补贴按户按月发放记录，供补贴资格核对使用' : '本部门发布的目录内容', OWN, '信息中心', row.class, 'monthly', row.version?.at ?? at(9, 0), 'hmhn', {
    held: 'own', columns: row.class === 'withheld' ? [] : SUBSIDY_COLUMNS, versions: row.version?.number ?? 0, condition: row.class === 'withheld' ? '《财政违法行为举报奖励办法》第十二条' : row.class === 'conditional' ? '仅用于审计、监督检查和资格核对' : '',
  })),
]
const PLAIN: Entry[] = Array.from({ length: 110 }, (_, i) => entry(`ds-p${i}`, `${2025 - Math.floor(i / 12)}年${(i % 12) + 1}月财政收支统计月报`, '本级一般公共预算收支分科目累计数', CZT, '国库处', 'unconditional', 'monthly', at(9, 0, 30 + i), 'czsztj'))
const CATALOGUE: Entry[] = [...ENTRIES, ...PLAIN]

export function entryOf(id: string): Entry {
  const found = CATALOGUE.find((one) => one.id === id)
  if (!found) throw { ...KEYS, code: 'not_found' }
  return found
}

function marked(text: string, words: string): Span[] {
  const place = words === '' ? -1 : text.indexOf(words)
  if (place < 0) return [{ text, mark: false }]
  return [{ text: text.slice(0, place), mark: false }, { text: words, mark: true }, ...marked(text.slice(place + words.length), words)].filter((span) => span.text !== '')
}

function under(entry: Entry, path: readonly string[]): boolean {
  return path.every((name, i) => entry.provider.path[i] === name)
}

export function searchIn(query: CatalogueQuery, full: boolean): CataloguePage {
  if (!full) return { all: 0, found: 0, rows: [], tree: [] }
  const words = query.words.trim()
  const here = CATALOGUE.filter((one) => words === '' || [one.name, one.summary, one.provider.department, one.unit, one.initials, ...one.columns.map((column) => column.name)].some((text) => text.includes(words)))
    .filter((one) => query.classes.length === 0 || query.classes.includes(one.class))
    .filter((one) => query.cycles.length === 0 || query.cycles.includes(one.cycle))
  const hits = here.filter((one) => under(one, query.path))
  const tree = new Map<string, TreeRow>()
  for (const one of here) {
    for (let depth = 1; depth <= one.provider.path.length; depth++) {
      const path = one.provider.path.slice(0, depth)
      const key = path.join('/')
      tree.set(key, { path, found: (tree.get(key)?.found ?? 0) + 1 })
    }
  }
  const rows = hits.slice(query.offset, query.offset + PAGE).map((one): CatalogueRow => ({ id: one.id, name: marked(one.name, words), text: marked(one.summary, words), provider: one.provider, unit: one.unit, class: one.class, cycle: one.cycle, updated: one.updated, held: one.held }))
  return { all: ALL, found: words === '' && query.path.length + query.classes.length + query.cycles.length === 0 ? ALL : hits.length, rows, tree: [...tree.values()] }
}

function wayOf(one: Entry): Way {
  const newest = DATASETS.find((row) => row.id === one.id)
  if (one.held === 'own') return { way: 'own' }
  if (one.class === 'withheld') return { way: 'statute', text: one.condition }
  if (one.held === 'asked') return { way: 'wait', request: one.id === 'ds-budget' ? 'rq-wait' : 'rq-own' }
  if (one.held === 'granted' || one.held === 'here') return { way: 'fetch', request: 'rq-low', version: one.versions, until: newest?.until ?? '2027-05-31' }
  return one.class === 'unconditional' ? { way: 'ask', answer_by: '2026-11-24', days: 1, devices: 6 } : { way: 'ask', answer_by: '2026-12-07', days: 10, devices: 6 }
}

/** The page of a dataset; a few versions are enough to be looked at. */
export function pageOf(id: string): DatasetPage {
  const one = entryOf(id)
  const own = PUBLISHED.find((row) => row.id === id)
  const head = person(one.provider.department, '李文博', '处长', ...one.provider.path)
  const by = own ? person(ME.department, ME.name, ME.post, ...ME.path) : head
  const numbers = Array.from({ length: Math.min(3, one.versions) }, (_, i) => one.versions - i)
  const versions = numbers.map((number, i): VersionRow => ({ number, at: one.updated - i * 49 * 86_400_000, by, retired: false, bytes: one.class === 'withheld' ? 0 : 0.4 * MB, ...(id === 'ds-subsidy' && i === 0 ? { lacks: number - 1 } : {}) }))
  const holding = DATASETS.find((row) => row.id === id)?.holding
  return {
    id, name: one.name, summary: one.summary, provider: one.provider, class: one.class, condition: one.condition,
    facts: [
      { field: 'code', value: '3070103/000217' }, { field: 'unit', value: one.unit }, { field: 'format', value: 'xlsx' }, { field: 'share_method', value: '文件下载' },
      { field: 'open_class', value: 'withheld' }, { field: 'update_cycle', value: one.cycle }, { field: 'published', value: '2026-08-14' }, { field: 'grade', value: '一般' },
    ],
    columns: one.columns, versions, way: wayOf(one), grants: own?.grants ?? [], waiting: own?.waiting === undefined ? [] : [own.waiting],
    ...(holding ? { holding } : {}),
    history: numbers.map((number, i) => line('release', by, one.updated - i * 49 * 86_400_000, { version: number })).reverse(),
    ...(own ? { dated: at(8, 30) } : { dated: at(7, 0) }),
  }
}
