import { describe, expect, it } from 'vitest'
import type { FakeHost, FakeOptions } from '../src/host/fake'
import { NOW } from '../src/host/fake-data'
import { readDay } from '../src/text/read-day'
import { branches } from '../src/features/catalogue/tree'
import { all, click, get, maybe, open, press, settle, text, type, violations } from './mount'

async function openCatalogue(options: FakeOptions = {}): Promise<FakeHost> {
  const host = await open(options)
  await click('nav-catalogue')
  return host
}
async function openDataset(words: string, options: FakeOptions = {}): Promise<FakeHost> {
  const host = await openCatalogue(options)
  await type('search', words)
  await click('hit')
  return host
}
function queries(host: FakeHost): string[] {
  return host.calls.filter((call) => call.name === 'search').map((call) => (call.args as { query: { words: string } }).query.words)
}
function hits(): (string | undefined)[] {
  return all('hit').map((row) => row.dataset.id)
}

describe('searching', () => {
  it('asks at every key and marks what was found', async () => {
    const host = await openCatalogue()
    expect(text('found')).toBe('共 89,013 项')
    await type('search', '编')
    await type('search', '编制')
    expect(queries(host)).toEqual(['', '编', '编制'])
    expect(text('found')).toMatch(/^89,013 项中找到 8 项$/)
    expect(get('hit').querySelector('mark')?.textContent).toBe('编制')
  })

  it('walks with the arrows and opens with Enter, but leaves Enter to an input method', async () => {
    await openCatalogue()
    await type('search', '编制')
    await press('ArrowDown', {}, get('search'))
    expect(all('hit').map((row) => row.getAttribute('aria-selected'))[1]).toBe('true')
    await press('Enter', { isComposing: true }, get('search'))
    expect(get('page-catalogue').dataset.view).toBeUndefined()
    await press('Enter', {}, get('search'))
    expect(get('page-catalogue').dataset.id).toBe('ds-staff')
  })

  it('keeps the words while a dataset is looked at', async () => {
    await openDataset('编制')
    await click('to-catalogue')
    expect((get('search') as HTMLInputElement).value).toBe('编制')
    expect(hits()[0]).toBe('ds-budget')
  })

  it('is reached with / from everywhere, but not out of a field or a form', async () => {
    await open()
    await press('/')
    await settle()
    expect(document.activeElement).toBe(get('search'))
    await type('search', '绩效目标')
    await press('Enter', {}, get('search'))
    await click('ask')
    await press('/')
    expect(maybe('request-sheet')).not.toBeNull()
  })

  it('shows more at the end of the list', async () => {
    const host = await openCatalogue()
    expect(all('hit')).toHaveLength(50)
    await click('more')
    expect(all('hit')).toHaveLength(100)
    expect((host.calls.filter((call) => call.name === 'search').at(-1)?.args as { query: { offset: number } }).query.offset).toBe(50)
  })

  it('says what we have, and what its class is', async () => {
    await openCatalogue()
    await type('search', '编制')
    expect(Object.fromEntries(all('hit').map((row) => [row.dataset.id, row.querySelector('[data-testid="held"]')?.textContent ?? '']))).toMatchObject({ 'ds-budget': '已申请', 'ds-staff': '已持有', 'ds-usage': '' })
    expect(get('hit').textContent).toContain('有条件')
  })

  it('is narrowed by place, class and cycle, and widened again', async () => {
    await openCatalogue()
    await type('search', '编制')
    await click(all('tree-row').find((row) => row.dataset.path === '吉林省/吉林市') as HTMLElement)
    expect(hits()).toEqual(['ds-beds'])
    await click('class-conditional')
    expect(text('search-empty')).toBe('去掉筛选')
    await click('search-empty')
    expect(hits()).toHaveLength(8)
  })

  it('says what to do where nothing is found, and where nothing is there', async () => {
    await openCatalogue()
    await type('search', '编制数据')
    expect(get('page-catalogue').textContent).toContain('没有找到“编制数据”')
    expect(get('page-catalogue').textContent).toContain('拼音首字母')
    await click('search-empty')
    expect((get('search') as HTMLInputElement).value).toBe('')
  })

  it('a failed search says so and can be tried again', async () => {
    await openCatalogue({ fails: { search: 'internal' } })
    expect(get('error').dataset.code).toBe('internal')
  })
})

it('the tree has the fullest places first', () => {
  const tree = branches([{ path: ['吉林省'], found: 9 }, { path: ['吉林省', '长春市'], found: 2 }, { path: ['吉林省', '省直部门'], found: 7 }, { path: ['吉林省', '长春市', '民政局'], found: 2 }])
  expect(tree.map((one) => one.name)).toEqual(['吉林省'])
  expect(tree[0]?.children.map((one) => [one.name, one.children.length])).toEqual([['省直部门', 0], ['长春市', 1]])
})

describe('the page of a dataset', () => {
  it('says how to get it and by when it is answered', async () => {
    await openDataset('绩效目标')
    expect(get('way').dataset.way).toBe('ask')
    expect(text('way')).toContain('12月7日 周一，10 个工作日')
    expect(text('way-counted')).toContain('周一至周五')
    expect(text('way')).toContain('批准后只有本部门登记的 6 台电脑能打开。')
  })

  it('shows the signed fields and the columns with types as words', async () => {
    await openDataset('2027年省级部门')
    expect(text('facts')).toContain('更新周期每季度')
    expect(text('facts')).toContain('开放属性不予开放')
    expect(text('columns')).toContain('单位代码字符统一社会信用代码，主键')
    expect(text('columns')).toContain('固定资产原值货币元')
    await click('to-matter')
    expect(get('matter-card').dataset.id).toBe('rq-wait')
  })

  it('gives withheld data no way but its statute', async () => {
    await openDataset('公务员登记')
    expect(text('way')).toContain('《公务员登记办法》第十九条')
    expect(maybe('ask')).toBeNull()
  })

  it('fetches the newest, and an older version from its row', async () => {
    const host = await openDataset('城乡低保')
    await click('fetch-dataset')
    expect(text('carrying')).toContain('排队等候')
    expect(maybe('fetch-dataset')).toBeNull()
    await click('fetch-version')
    expect(host.calls.filter((call) => call.name === 'fetch_dataset').map((call) => call.args)).toEqual([{ id: 'ds-low', version: null }, { id: 'ds-low', version: 2 }])
  })

  it('opens and shows what is on this PC', async () => {
    const host = await openDataset('实名制')
    expect(text('holding')).toContain('有新版本可以收取')
    await click('open-dataset')
    await click('reveal-dataset')
    expect(host.calls.slice(-2).map((call) => call.name)).toEqual(['open_dataset', 'reveal_dataset'])
  })

  it('shows its provider who can open it, says what a version lacks, and ends a grant on the card of its request', async () => {
    await openDataset('惠民惠农')
    expect(all('grant-row').map((row) => row.dataset.state)).toEqual(['lives', 'lives', 'lives', 'revoked'])
    expect(text('lacks')).toContain('不含第 6 版')
    await click('revoke')
    expect(get('matter-card').dataset.id).toBe('rq-nyt')
    expect(get('step').dataset.verb).toBe('revoke')
  })
})

describe('asking', () => {
  it('takes three actions from the hit when it is filled in', async () => {
    const host = await openCatalogue()
    await type('search', '绩效目标')
    await press('Enter', {}, get('search'))
    await click('ask')
    expect(document.activeElement).toBe(get('request-send'))
    await press('Enter', { ctrlKey: true }, get('request-send'))
    const sent = host.calls.find((call) => call.name === 'request')
    expect(sent?.args).toMatchObject({ dataset: 'ds-goals', shown: 'entry-ds-goals', fields: { method: 'file', until: '2027-06-30' } })
    expect(maybe('request-sheet')).toBeNull()
    expect(get('page-catalogue').dataset.id).toBe('ds-goals')
  })

  it('says what is missing, and takes what was used before with one click', async () => {
    const host = await openDataset('绩效目标')
    await click('ask')
    await type('request-basis', '')
    await type('request-until', '明年')
    await click('request-send')
    expect(text('request-need')).toBe('还没有填写：使用依据、使用时限')
    await click('request-basis-used')
    await type('request-until', '2027.3.31')
    await click('request-method-batch')
    await click('request-send')
    expect(host.calls.find((call) => call.name === 'request')?.args).toMatchObject({ fields: { method: 'batch', until: '2027-03-31' } })
  })

  it('Esc asks for nothing', async () => {
    const host = await openDataset('绩效目标')
    await click('ask')
    await press('Escape')
    expect(maybe('request-sheet')).toBeNull()
    expect(host.calls.some((call) => call.name === 'request')).toBe(false)
  })

  it('a refused request stays in the form and says why', async () => {
    await openDataset('绩效目标', { fails: { request: 'conflict' } })
    await click('ask')
    await click('request-send')
    expect(get('request-error').dataset.code).toBe('conflict')
    expect(maybe('request-sheet')).not.toBeNull()
  })
})

it.each([
  ['2027-3-31', '2027-03-31'], ['2027年3月31日', '2027-03-31'], ['20270331', '2027-03-31'], ['2027/12/1', '2027-12-01'], [' 2026-11-23 ', '2026-11-23'],
  ['2026-11-22', null], ['2027-02-30', null], ['2027-13-1', null], ['明年', null], ['2027331', null],
])('the day %s reads as %s', (written, day) => expect(readDay(written, NOW)).toBe(day))

describe('no rule of accessibility is broken', () => {
  it.each(['编制', '没有的'])('by the hits of %s', async (words) => {
    await openCatalogue()
    await type('search', words)
    expect(await violations()).toEqual([])
  })
  it.each(['绩效目标', '惠民惠农', '实名制', '公务员登记'])('by the page of %s', async (words) => {
    await openDataset(words)
    expect(await violations()).toEqual([])
  })
  it('by the request form', async () => {
    await openDataset('绩效目标')
    await click('ask')
    expect(await violations()).toEqual([])
  })
})
