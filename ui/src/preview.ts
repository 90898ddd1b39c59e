// One screen on the made-up desk, named by the address, for pictures and for looking at. Not part of the product.
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import type { Code, Role, Stage } from './contract'
import { FakeHost } from './host/fake'
import * as data from './host/fake-data'
import type { CommandName } from './host/host'
import { fetchRest } from './later'
import { MATTER_SCENES } from './preview-matter'
import { startWindow } from './start'

const query = new URLSearchParams(location.search)
const scene = query.get('scene') ?? 'home'

const STAGES: Record<string, Stage> = {
  'sign-in': { stage: 'sign_in', platform: 'http://127.0.0.1:7420', staff: data.STAFF },
  'sign-in-real': { stage: 'sign_in', platform: 'https://platform.example.gov.cn', staff: [] },
  admit: { stage: 'admit', me: data.ME, code: ['7F3A', '91C2', '5D08', 'E6B4', '02AC'], admins: data.SETTINGS.department.admins },
  stopped: { stage: 'stopped', error: { ...data.DISK, code: 'home_in_use', what: { zh: '另一个程序正在使用这台电脑上的吉享数据', en: 'Another program is using the Jixiang data on this PC' }, safe: { zh: '数据没有改动。', en: 'Nothing was changed.' }, todo: { zh: '请关闭 jx（进程 4121），再点重试。', en: 'Close jx (process 4121) and try again.' }, remedy: 'retry' } },
}
const ROLES: Record<string, Role[]> = {
  'publish-staff': ['staff'],
  'publish-next': ['staff'],
  'settings-compare': ['staff', 'head', 'key_admin'],
  'settings-remove': ['staff', 'key_admin'],
}
const FAILS: Record<string, Partial<Record<CommandName, Code>>> = {
  'home-failed': { home: 'offline' },
  'sheet-failed': { who_can_open: 'key_mismatch' },
  'settings-failed': { settings: 'keyring_locked' },
  'act-failed': { fetch: 'disk_full' },
  'publish-failed': { publish_draft: 'changed_while_reading' },
  'mine-failed': { my_data: 'offline' },
  'matter-failed': { matter: 'offline' },
  'catalogue-failed': { search: 'internal' },
  'dataset-failed': { dataset: 'offline' },
  'request-failed': { request: 'conflict' },
}

function later(): Promise<void> {
  return new Promise((done) => setTimeout(done, 30))
}
async function find<E extends Element = HTMLElement>(testid: string): Promise<E> {
  for (let i = 0; i < 40; i++) {
    const found = document.querySelector<E>(`[data-testid="${testid}"]`)
    if (found) return found
    await later()
  }
  throw new Error(`no ${testid} on this screen`)
}
async function click(testid: string) {
  const element = await find(testid)
  element.click()
  await later()
}
async function type(testid: string, text: string) {
  const field = await find<HTMLInputElement>(testid)
  field.value = text
  field.dispatchEvent(new Event('input'))
  await later()
}
async function openRow(id: string) {
  await click('nav-inbox')
  for (const row of document.querySelectorAll<HTMLElement>('[data-testid="inbox-row"]')) if (row.dataset.id === id) row.click()
  await later()
}

const many = [
  { token: 'm1', name: '2026年三季度困难群众救助资金发放明细.xlsx', bytes: 4.2 * data.MB },
  { token: 'm2', name: '各县（市、区）上报材料' },
  { token: 'm3', name: '空白说明.txt', bytes: 0 },
]

async function pick(testid: string, index: number) {
  const select = await find<HTMLSelectElement>(testid)
  select.selectedIndex = index
  select.dispatchEvent(new Event('change'))
  await later()
}

async function play(host: FakeHost) {
  const matter = MATTER_SCENES[scene]
  if (matter) return matter({ host, click, type, row: openRow })
  switch (scene) {
    case 'publish':
    case 'publish-staff':
    case 'publish-failed':
      await click('choose')
      return click('tab-publish')
    case 'publish-all':
      await click('choose')
      await click('tab-publish')
      return click('publish-all')
    case 'publish-withheld':
      await click('choose')
      await click('tab-publish')
      await click('publish-class-withheld')
      return click('publish')
    case 'publish-open':
      await click('choose')
      await click('tab-publish')
      return click('publish-class-unconditional')
    case 'publish-next':
      await click('choose')
      await click('tab-publish')
      return pick('publish-as', 1)
    case 'publish-many':
      host.picked = many
      await click('choose')
      return click('tab-publish')
    case 'mine-open':
      await click('nav-mine')
      return click('published-open')
    case 'settings-staff':
      return click('nav-settings')
    case 'settings-compare':
      await click('nav-settings')
      await click('compare')
      return type('admit-code-input', '7F3A 91C2')
    case 'settings-remove':
      await click('nav-settings')
      return click('member-remove')
    case 'sheet':
      await click('choose')
      await type('recipient-input', '王磊')
      return
    case 'sheet-recents':
    case 'sheet-failed':
      return click('choose')
    case 'sheet-many':
      host.picked = many
      return click('choose')
    case 'sheet-missing':
      await click('choose')
      return click('send')
    case 'drop':
      return host.emit({ event: 'drag', drag: { drag: 'over', name: '2026年三季度困难群众救助资金发放明细.xlsx', bytes: 4.2 * data.MB, count: 1 } })
    case 'drop-many':
      return host.emit({ event: 'drag', drag: { drag: 'over', name: '2026年三季度困难群众救助资金发放明细.xlsx', count: 3 } })
    case 'notice':
      return host.emit({ event: 'notice', notice: { title: { zh: '新到 3 份文件，1 份今天到期', en: '3 files arrived, 1 is due today' }, text: { zh: '最急：公主岭市财政局发来“2025年度国有企业财务决算.zip”，今天到期。', en: 'Most urgent: 2025年度国有企业财务决算.zip from 公主岭市财政局 ends today.' }, place: 'inbox', delivery: 'a4', at: data.NOW } })
    case 'act-failed':
      return click('fetch')
    case 'inbox-moving':
      return openRow('a3')
    case 'inbox-waiting':
      return openRow('a2')
    case 'inbox-sent':
      return openRow('s3')
    case 'inbox-back':
      return openRow('x2')
    case 'inbox-sure':
      await openRow('s2')
      return click('take-back')
    case 'transfers-sure':
      await click('nav-transfers')
      return click('cancel')
    default: {
      const place = scene.replace(/-failed$/, '')
      if (['catalogue', 'inbox', 'mine', 'transfers', 'settings'].includes(place)) await click(`nav-${place}`)
    }
  }
}

const host = new FakeHost({
  filled: query.get('filled') === 'empty' ? 'empty' : 'full',
  ground: query.get('ground') === 'real' ? 'real' : 'demo',
  display: {
    language: query.get('lang') === 'en' ? 'en' : 'zh',
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
    text_size: query.get('text') === '200' ? '200' : '100',
  },
  fails: FAILS[scene] ?? {},
  ...(ROLES[scene] ? { roles: ROLES[scene] } : {}),
  ...(STAGES[scene] ? { stage: STAGES[scene] } : {}),
})
void startWindow(host, '#window').then(fetchRest).then(later).then(() => play(host))
