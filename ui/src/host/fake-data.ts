// A made-up desk for tests and pictures: 长春市财政局 on 2026-11-23 at 15:20. Real shapes, invented people and files.
import type {
  Chain, Desk, Display, DeliveryCard, ErrorView, InboxRow, Party, Person, RecipientRow, SettingsView, StaffChoice, Step, TransferRow,
} from '../contract'

/** 2026-11-23 15:20 in UTC+8. */
export const NOW = Date.UTC(2026, 10, 23, 7, 20)
const HOUR = 3_600_000
const DAY = 24 * HOUR
export const MB = 1024 ** 2
export const GB = 1024 ** 3

/** A moment of that day, or of a day before. */
export function at(hours: number, minutes: number, daysAgo = 0): number {
  return Date.UTC(2026, 10, 23 - daysAgo, hours - 8, minutes)
}

export function department(name: string, ...path: string[]): Party {
  return { kind: 'department', department: name, path }
}
export function person(dept: string, name: string, post: string, ...path: string[]): Party {
  return { kind: 'person', department: dept, path, name, post }
}

/** The steps reached by everybody, in order. */
export function chain(of: number, ...reached: (Step | [Step, number])[]): Chain {
  return { of, reached: reached.map((one, i) => ({ step: Array.isArray(one) ? one[0] : one, by: Array.isArray(one) ? one[1] : of, at: at(9, i * 7) })) }
}

export const ME: Person = { id: 'cc-zhao', department: '长春市财政局', path: ['吉林省', '长春市', '财政局'], name: '赵立群', post: '信息中心负责人', roles: ['staff', 'head'] }
export const DISPLAY: Display = { text_size: '100', theme: 'system', language: 'zh', notices: 'act_and_arrived' }

const JL = person('吉林省财政厅', '李文博', '预算处处长', '吉林省', '财政厅')
const RS = person('长春市人力资源和社会保障局', '周海燕', '工资福利处处长', '吉林省', '长春市', '人力资源和社会保障局')
const SJ = department('长春市审计局', '吉林省', '长春市', '审计局')
const WL1 = person('长春市民政局', '王磊', '社会救助处处长', '吉林省', '长春市', '民政局')
const WL2 = person('德惠市民政局', '王磊', '办公室科员', '吉林省', '长春市', '德惠市', '民政局')
const GZL = department('公主岭市财政局', '吉林省', '长春市', '公主岭市', '财政局')

export const STAFF: StaffChoice[] = [
  { id: 'cz-zhang', department: '吉林省财政厅', name: '张晓红', post: '预算处经办人' },
  { id: 'cz-li', department: '吉林省财政厅', name: '李文博', post: '预算处处长' },
  { id: 'cc-wang', department: '长春市财政局', name: '王志强', post: '信息中心经办人' },
  { id: 'cc-zhao', department: '长春市财政局', name: '赵立群', post: '信息中心负责人' },
  { id: 'dsj-sun', department: '吉林省政务服务和数字化建设管理局', name: '孙建国', post: '目录登记员' },
]

export const PEOPLE: RecipientRow[] = [
  { id: 'd-sj', party: SJ, reach: { reach: 'ready', devices: 4 } },
  { id: 'p-li', party: JL, reach: { reach: 'ready', devices: 2 } },
  { id: 'p-zhou', party: RS, reach: { reach: 'unchecked' } },
  { id: 'p-wl1', party: WL1, reach: { reach: 'ready', devices: 1 } },
  { id: 'p-wl2', party: WL2, reach: { reach: 'ready', devices: 1 } },
  { id: 'd-gzl', party: GZL, reach: { reach: 'ready', devices: 3 } },
  { id: 'p-liu', party: person('榆树市财政局', '刘洋', '预算科科员', '吉林省', '长春市', '榆树市', '财政局'), reach: { reach: 'no_device' } },
]
export const RECENTS: readonly string[] = ['d-sj', 'p-li', 'p-zhou']

export const OFFLINE: ErrorView = {
  code: 'offline', severity: 'mends', at: at(15, 18),
  what: { zh: '平台没有回应', en: 'The platform does not answer' },
  safe: { zh: '已收的部分保留，没有覆盖任何文件。', en: 'What was received is kept; no file was overwritten.' },
  todo: { zh: '正在自动重试。', en: 'It is tried again by itself.' },
}
export const KEYS: ErrorView = {
  code: 'key_mismatch', severity: 'act', at: at(15, 12),
  what: { zh: '没有发出：收件部门的密钥与登记不符', en: 'Not sent: the keys of the recipient do not agree with the register' },
  safe: { zh: '内容没有离开本机。', en: 'The content has not left this PC.' },
  todo: { zh: '请打电话给对方密钥管理员邢立新，核对后再发。', en: 'Call their key administrator 邢立新 and compare before sending again.' },
  remedy: 'retry', detail: 'department 5b0c…e1, epoch 3',
}
export const DISK: ErrorView = {
  code: 'disk_full', severity: 'act', at: at(14, 51),
  what: { zh: '收取停在 72 %：磁盘只剩 1.2 GB，还要 4.6 GB', en: 'Stopped at 72 %: 1.2 GB left on the disk, 4.6 GB needed' },
  safe: { zh: '已收的部分保留，没有覆盖任何文件。', en: 'What was received is kept; no file was overwritten.' },
  todo: { zh: '请清出磁盘空间后重试，或换一个位置。', en: 'Free some space and try again, or choose another folder.' },
  remedy: 'choose_folder',
}

function incoming(id: string, title: string, from: Party, bytes: number, when: number, standing: InboxRow['standing'], due?: InboxRow['due']): InboxRow {
  return { id, direction: 'receive', title, parties: [from], bytes, at: when, standing, ...(due ? { due } : {}) }
}
function outgoing(id: string, title: string, to: Party[], bytes: number, when: number, standing: InboxRow['standing']): InboxRow {
  return { id, direction: 'send', title, parties: to, bytes, at: when, standing }
}

export const ARRIVED: InboxRow[] = [
  incoming('a1', '2026年省级转移支付分配结果.xlsx', JL, 386 * 1024, at(15, 2), { standing: 'reached', chain: chain(1, 'seal', 'store', 'fetch', 'verify') }),
  incoming('a2', '10月工资变动月报.xlsx', RS, 12.4 * MB, at(14, 7), { standing: 'reached', chain: chain(1, 'seal', 'store') }, { due: 'left', days: 3 }),
  incoming('a3', '城乡低保对象认定信息（11个县市区）', WL1, 48.6 * MB, at(11, 32), { standing: 'moving', transfer: 't4', chain: chain(1, 'seal', 'store') }),
  incoming('a4', '2025年度国有企业财务决算.zip', GZL, 6.4 * GB, at(9, 40, 13), { standing: 'reached', chain: chain(1, 'seal', 'store') }, { due: 'today' }),
]
export const SENT: InboxRow[] = [
  outgoing('s1', '9月部门预算执行表.xlsx', [JL], 2_316 * 1024, at(14, 6), { standing: 'reached', chain: chain(1, 'seal', 'store', 'fetch', 'verify') }),
  outgoing('s2', '专项债券项目库.xlsx', [department('长春市发展和改革委员会', '吉林省', '长春市', '发展和改革委员会')], 884 * 1024, at(13, 20), { standing: 'reached', chain: chain(1, 'seal', 'store') }),
  outgoing('s3', '惠民惠农补贴发放明细.csv', [SJ, WL1, GZL], 286 * MB, at(10, 45, 3), { standing: 'reached', chain: chain(3, 'seal', 'store', ['fetch', 2], ['verify', 2], ['open', 1]) }),
]
export const DONE: InboxRow[] = [
  incoming('x1', '财政票据电子存根.zip', person('长春市市场监督管理局', '郭凯', '信息科科长', '吉林省', '长春市', '市场监督管理局'), 91 * MB, at(10, 12), { standing: 'reached', chain: chain(1, 'seal', 'store', 'fetch', 'verify', 'open') }),
  outgoing('x2', 'PPP项目支出责任台账.xlsx', [SJ], 1.1 * MB, at(16, 30, 3), { standing: 'taken_back', at: at(16, 41, 3) }),
  incoming('x3', '征求意见稿.docx', JL, 96 * 1024, at(8, 55, 15), { standing: 'expired', chain: chain(1, 'seal', 'store') }),
]

export const TRANSFERS: TransferRow[] = [
  { id: 't0', subject: { subject: 'delivery', id: 's9' }, direction: 'send', title: '行政事业单位资产处置清单.xlsx', parties: [GZL], done: 0, total: 3 * MB, state: { state: 'fail', error: KEYS } },
  { id: 't1', subject: { subject: 'delivery', id: 'a9' }, direction: 'receive', title: '2026年城区正射影像（0.2 米）', parties: [department('长春市规划和自然资源局', '吉林省', '长春市', '规划和自然资源局')], done: 38.5 * GB, total: 104 * GB, state: { state: 'move', speed: 182 * MB, left: 22 * 60_000 } },
  { id: 't2', subject: { subject: 'delivery', id: 's8' }, direction: 'send', title: '惠民惠农补贴发放明细.csv', parties: [SJ], done: 33.7 * MB, total: 41 * MB, state: { state: 'move', speed: 11.2 * MB, left: 700 } },
  { id: 't3', subject: { subject: 'delivery', id: 's7' }, direction: 'send', title: '资产清查影像.zip', parties: [SJ], done: 1.1 * GB, total: 1.8 * GB, state: { state: 'pause' } },
  { id: 't4', subject: { subject: 'delivery', id: 'a3' }, direction: 'receive', title: '城乡低保对象认定信息（11个县市区）', parties: [WL1], done: 11.7 * MB, total: 48.6 * MB, state: { state: 'stall', since: NOW - 2 * 60_000, error: OFFLINE } },
  { id: 't5', subject: { subject: 'delivery', id: 's6' }, direction: 'send', title: '2026年预算单位基础信息', parties: [JL], done: 0, total: 640 * MB, state: { state: 'wait' } },
  { id: 't6', subject: { subject: 'delivery', id: 's1' }, direction: 'send', title: '9月部门预算执行表.xlsx', parties: [JL], done: 2_316 * 1024, total: 2_316 * 1024, state: { state: 'done', at: at(14, 6), chain: chain(1, 'seal', 'store', 'fetch', 'verify'), take_back: { state: 'ask' } } },
  { id: 't7', subject: { subject: 'delivery', id: 's2' }, direction: 'send', title: '专项债券项目库.xlsx', parties: [department('长春市发展和改革委员会')], done: 884 * 1024, total: 884 * 1024, state: { state: 'done', at: at(13, 21), chain: chain(1, 'seal', 'store'), take_back: { state: 'offer' } } },
  { id: 't8', subject: { subject: 'delivery', id: 'a1' }, direction: 'receive', title: '2026年省级转移支付分配结果.xlsx', parties: [JL], done: 386 * 1024, total: 386 * 1024, state: { state: 'done', at: at(15, 3), chain: chain(1, 'seal', 'store', 'fetch', 'verify'), take_back: { state: 'closed' } } },
]

/** The card of a row, with what only a card knows. */
export function cardOf(row: InboxRow): DeliveryCard {
  const mine: Party = { kind: 'person', department: ME.department, path: ME.path, name: ME.name, post: ME.post }
  const sends = row.direction === 'send'
  const here = !sends && row.standing.standing === 'reached' && row.standing.chain.reached.some((one) => one.step === 'verify')
  const parties = sends ? row.parties : [mine]
  const reached = row.standing.standing === 'taken_back' ? chain(1, 'seal', 'store') : row.standing.chain
  const handed = reached.reached.some((one) => one.step === 'fetch')
  const folder = !row.title.includes('.')
  return {
    id: row.id, direction: row.direction, title: row.title, bytes: row.bytes, files: folder ? 12 : 1,
    note: sends ? '请核对第 3 列，有问题电话联系。' : '附上说明，麻烦本周内看一下。',
    sender: sends ? mine : (row.parties[0] ?? mine),
    recipients: parties.map((party, i) => ({ party, chain: { of: 1, reached: reached.reached.filter((one) => one.by > i).map((one) => ({ ...one, by: 1 })) } })),
    items: folder
      ? [{ name: row.title, bytes: row.bytes - 2_048, kind: { kind: 'folder', files: 11 }, state: here ? 'openable' : 'away' }, { name: '说明.txt', bytes: 2_048, kind: { kind: 'file' }, state: here ? 'openable' : 'away' }]
      : [{ name: row.title, bytes: row.bytes, kind: { kind: 'file' }, state: here ? (row.title.endsWith('.zip') ? 'show_only' : 'openable') : 'away' }],
    sent: row.at, expires: row.at + 14 * DAY, standing: row.standing,
    take_back: row.standing.standing === 'taken_back' ? { state: 'done', at: row.standing.at } : { state: !sends ? 'closed' : handed ? 'ask' : 'offer' },
    ...(here ? { saved_in: '下载 / 吉享' } : {}),
  }
}

export const SETTINGS: SettingsView = {
  device: { name: '信息中心 0147 号', fingerprint: '7F3A 91C2 5D08 E6B4', admitted: Date.UTC(2026, 2, 12), store: 'system' },
  department: { epoch: 4, since: Date.UTC(2026, 8, 1), devices: 6, admins: [person(ME.department, '高翔', '信息中心科员')] },
  root: { fingerprint: 'C1D4 0B7E 88A5 2F93', lock: 'free' },
  platform: { address: 'http://127.0.0.1:7420', lock: 'administrator', connection: { state: 'online', since: at(8, 30) }, round_trip: 8 },
  rate: { limit: 5 * 1024 ** 2, hours: 'office' },
  cache: { used: 1.6 * GB, limit: 10 * GB },
  downloads: '下载 / 吉享', downloads_lock: 'free', display: DISPLAY, version: '0.1.0',
}

export const READY: Desk = {
  ground: 'demo', display: DISPLAY,
  stage: { stage: 'ready', me: ME, connection: { state: 'online', since: at(8, 30) }, synced: at(15, 20), counts: { inbox: { waiting: 9, due: 4 }, catalogue: 89_013, mine: 1, transfers: 6 } },
}
