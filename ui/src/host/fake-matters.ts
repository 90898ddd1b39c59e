// The made-up desk's matters: what it decides, what it asked for, what is done. Answers from memory, signs after ten seconds of its own clock.
import type { AnswerView, ClockView, ColumnRow, Day, Due, HistoryLine, MatterCard, Party, RequestFields, TableRow, TickWhen } from '../contract'
import { at, department, MB, ME, person } from './fake-data'

export const MINE: Party = { kind: 'person', department: ME.department, path: ME.path, name: ME.name, post: ME.post }
const WANG = person(ME.department, '王志强', '信息中心经办人', ...ME.path)
export const OWN = department(ME.department, ...ME.path)
const SJJ = (name: string, post: string) => person('长春市审计局', name, post, '吉林省', '长春市', '审计局')
const CZT = department('吉林省财政厅', '吉林省', '财政厅')
const MZJ = department('长春市民政局', '吉林省', '长春市', '民政局')
const SBJ = department('吉林省人力资源和社会保障厅', '吉林省', '人力资源和社会保障厅')

export const USE: RequestFields = {
  basis: '《中华人民共和国审计法》第三十五条，市审计局 2026年度审计项目计划第 12 项',
  scenario: '惠民惠农补贴资金专项审计，核对发放对象和金额',
  scope: '11 个县（市、区），2025年1月至 2026年10月，审计组 6 人使用',
  method: 'file',
  until: '2027-03-31',
}
const BUDGET: RequestFields = {
  basis: '《中华人民共和国预算法》第三十二条，市财政局编制 2027年部门预算',
  scenario: '核对预算单位的人员和资产基础数据',
  scope: '长春市本级 312 个预算单位，预算处和信息中心 8 人使用',
  method: 'file',
  until: '2027-06-30',
}
export const BASES = [BUDGET.basis, '《长春市财政局职能配置规定》第四条', '《社会救助暂行办法》第五十八条，资格核对']
export const SCENARIOS = [BUDGET.scenario, '补贴对象资格核对，避免重复发放']

export const SUBSIDY_COLUMNS: ColumnRow[] = [
  { name: '县（市、区）', kind: 'C', description: '行政区划名称' }, { name: '乡镇', kind: 'C', description: '' }, { name: '姓名', kind: 'C', description: '已遮盖' },
  { name: '身份证号', kind: 'C', description: '已遮盖' }, { name: '补贴项目', kind: 'C', description: '惠农补贴项目目录中的名称' }, { name: '发放月份', kind: 'D', description: '' },
  { name: '发放金额', kind: 'Y', description: '元' }, { name: '发放账号', kind: 'C', description: '已遮盖' }, { name: '发放状态', kind: 'C', description: '已发放、退回' },
]
const AID_TABLES: TableRow[] = [
  {
    name: '发放明细', rows: 18_392, columns: 8, preview: [
      ['县（市、区）', '户主姓名', '身份证号', '救助类别', '发放月份', '发放金额', '发放账号', '发放状态'],
      ['朝阳区', '张*', '220104********2416', '城市低保', '2026-07', '1,260.00', '622848******0018', '已发放'],
      ['南关区', '欧阳*', '220102********0017', '特困供养', '2026-07', '1,780.00', '622848******0026', '已发放'],
      ['宽城区', '李*', '220103********1208', '城市低保', '2026-07', '980.00', '622848******0034', '退回'],
      ['双阳区', '赵*', '220112********3320', '农村低保', '2026-07', '640.00', '622848******0042', '已发放'],
    ],
  },
]

/** A clock whose ruler is drawn from its figures: a gap after every five days. */
export function clock(from: Day, to: Day, day: number, of: number, due: Due): ClockView {
  const length = Math.max(day, of)
  const when = (n: number): TickWhen => (n > of ? 'late' : n < day ? 'past' : n === day ? 'today' : 'ahead')
  return { from, to, day, of, due, ticks: Array.from({ length }, (_, i) => ({ when: when(i + 1), gap: i === 4 || i === 9 })) }
}

/** A copy without some of its fields. */
export function without<T extends object, K extends keyof T>(from: T, ...keys: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>
}

let statements = 0
export function line(act: HistoryLine['act'], by: Party, when: number, extra: Partial<HistoryLine> = {}): HistoryLine {
  statements += 1
  return { act, who: by.kind === 'person' ? by.name : by.department, department: by.department, at: when, statement: `9f2c${statements.toString(16).padStart(4, '0')}`, ...extra }
}

function request(id: string, title: string, by: Party, when: number, more: Partial<MatterCard> = {}): MatterCard {
  return {
    id, kind: 'request', stage: 'submitted', title, dataset: 'ds-subsidy', provider: OWN, class: 'conditional', condition: '仅用于审计、监督检查和资格核对', by, at: when,
    consented: { by: person(by.department, '韩玉梅', '负责人', ...by.path), at: when + 3_600_000 }, request: USE,
    version: { number: 7, columns: SUBSIDY_COLUMNS, tables: [], summary: '全市惠民惠农财政补贴按户按月发放记录，供补贴资格核对使用' },
    devices: 9, acts: ['agree', 'return', 'refuse'], waits_for: 'me', shown: `shown-${id}`,
    history: [line('request', by, when), line('consent', person(by.department, '韩玉梅', '负责人', ...by.path), when + 3_600_000)], ...more,
  }
}
function asked(id: string, title: string, provider: Party, dataset: string, when: number, more: Partial<MatterCard> = {}): MatterCard {
  return {
    ...request(id, title, WANG, when, { provider, dataset, request: BUDGET, acts: ['withdraw'], waits_for: 'other_side', devices: 6 }),
    consented: { by: MINE, at: when + 1_800_000 }, condition: '限预算编制、预算绩效和审计监督使用', history: [line('request', WANG, when), line('consent', MINE, when + 1_800_000)], ...more,
  }
}
function answer(decision: AnswerView['decision'], by: Party, when: number, more: Partial<AnswerView> = {}): AnswerView {
  return { decision, by, at: when, reason: '', missing: [], conditions: '', ...more }
}

export const DECIDE: MatterCard[] = [
  request('rq-late', '财政供养人员基本信息', person('长春市人力资源和社会保障局', '周海燕', '工资福利处处长', '吉林省', '长春市', '人力资源和社会保障局'), at(9, 10, 17), { clock: clock('2026-11-06', '2026-11-20', 11, 10, { due: 'late', days: 1 }) }),
  request('rq-sj', '惠民惠农财政补贴发放明细', SJJ('王晓峰', '财政审计处副处长'), at(10, 20, 14), { clock: clock('2026-11-09', '2026-11-23', 10, 10, { due: 'today' }) }),
  request('rq-dh', '政府采购合同备案信息', person('德惠市财政局', '刘洋', '政府采购管理科科员', '吉林省', '长春市', '德惠市', '财政局'), at(11, 0, 14), {
    stage: 'awaits_answer', dataset: 'ds-contracts', clock: clock('2026-11-09', '2026-11-23', 10, 10, { due: 'today' }), acts: ['consent', 'decline'],
    answer: answer('approve', WANG, at(9, 50), { conditions: '不得用于供应商评价', until: '2027-03-31' }),
  }),
  request('rq-tj', '市本级部门预算批复信息', person('长春市统计局', '于冬梅', '综合处科员', '吉林省', '长春市', '统计局'), at(9, 30, 11), { clock: clock('2026-11-12', '2026-11-26', 7, 10, { due: 'left', days: 3 }) }),
  {
    id: 'st-release', kind: 'publication', stage: 'awaits_release', title: '困难群众救助资金发放明细', dataset: 'ds-aid', provider: OWN, class: 'conditional', condition: '仅用于审计、监督检查和补贴资格核对',
    by: WANG, at: at(14, 40), acts: ['consent', 'decline'], waits_for: 'me', shown: 'shown-st-release', history: [line('entry', WANG, at(14, 39)), line('record', WANG, at(14, 40), { version: 1 })],
    version: { number: 1, bytes: 4.2 * MB, files: 1, columns: SUBSIDY_COLUMNS.slice(0, 8), tables: AID_TABLES, summary: '全市困难群众救助资金按人按月发放记录，供资格核对使用' },
  },
  {
    ...without(asked('rq-own', '不动产登记簿摘要', department('长春市规划和自然资源局', '吉林省', '长春市', '规划和自然资源局'), 'ds-estate', at(13, 15)), 'consented'),
    stage: 'awaits_consent', acts: ['consent', 'decline'], waits_for: 'me', history: [line('request', WANG, at(13, 15))],
  },
]
export const SENT_MATTERS: MatterCard[] = [
  asked('rq-back', '城镇职工社会保险缴费汇总', SBJ, 'ds-social', at(10, 0, 7), {
    stage: 'returned', acts: ['resubmit', 'withdraw'], waits_for: 'me',
    answer: answer('return', person(SBJ.department, '孟凡', '信息中心科员', ...SBJ.path), at(16, 5, 3), { missing: ['使用依据请写明条款', '使用范围请写明到哪些县（市、区）', '请说明数据存放在哪个系统'] }),
  }),
  asked('rq-wait', '2027年省级部门预算编制基础信息', CZT, 'ds-budget', at(9, 20, 5), { clock: clock('2026-11-18', '2026-12-02', 3, 10, { due: 'left', days: 7 }) }),
  asked('rq-low', '城乡低保对象认定信息', MZJ, 'ds-low', at(9, 0, 6), {
    stage: 'agreed', acts: ['fetch'], waits_for: 'nobody', until: '2027-11-22', answer: answer('approve', person(MZJ.department, '孙洁', '社会救助处处长', ...MZJ.path), at(11, 32), { conditions: '按月核对后反馈差异' }),
  }),
  asked('rq-next', '省级部门整体支出绩效目标编制表', CZT, 'ds-goals', at(15, 10), { clock: clock('2026-11-24', '2026-12-08', 0, 10, { due: 'left', days: 11 }) }),
  asked('rq-held', '2026年省级转移支付分配结果', CZT, 'ds-transfer', at(9, 0, 12), { stage: 'agreed', acts: [], waits_for: 'nobody', until: '2026-12-31', answer: answer('approve', CZT, at(9, 0, 10)) }),
]
export const DONE_MATTERS: MatterCard[] = [
  request('rq-nyt', '惠民惠农财政补贴发放明细', person('吉林省农业农村厅', '郭凯', '信息中心副主任', '吉林省', '农业农村厅'), at(10, 12, 4), { stage: 'agreed', acts: ['revoke'], waits_for: 'nobody', until: '2027-06-30', answer: answer('approve', MINE, at(10, 12)) }),
  request('rq-tian', 'PPP项目支出责任台账', person('九台区审计局', '田雨', '副局长', '吉林省', '长春市', '九台区', '审计局'), at(9, 0, 9), { stage: 'returned', acts: [], waits_for: 'other_side', answer: answer('return', MINE, at(16, 30, 3), { missing: ['请写明使用时限'] }) }),
  request('rq-no', '举报奖励发放名册', SJJ('李楠', '办公室科员'), at(9, 0, 20), { stage: 'refused', class: 'withheld', condition: '《财政违法行为举报奖励办法》第十二条', acts: [], waits_for: 'nobody', answer: answer('refuse', MINE, at(15, 0, 12), { reason: '名册依法不予共享' }) }),
  request('rq-zr', '惠民惠农财政补贴发放明细', person('长春市规划和自然资源局', '丁一', '科员', '吉林省', '长春市', '规划和自然资源局'), at(9, 0, 60), { stage: 'revoked', acts: [], waits_for: 'nobody', answer: answer('approve', MINE, at(9, 0, 50)), history: [line('request', SJJ('丁一', '科员'), at(9, 0, 60)), line('grant', MINE, at(9, 0, 50)), line('receipt', OWN, at(9, 30, 49), { version: 5 }), line('revoke', MINE, at(9, 30, 12), { words: '超出申请范围使用' })] }),
]
