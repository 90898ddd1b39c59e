import { describe, expect, it } from 'vitest'
import type { FakeHost, FakeOptions } from '../src/host/fake'
import { all, click, get, maybe, open, press, text, type, violations } from './mount'

function order(host: FakeHost) {
  const call = host.calls.find((one) => one.name === 'publish')
  return (call?.args as { order: Record<string, unknown> } | undefined)?.order
}
async function openTab(options: FakeOptions = {}) {
  const host = await open(options)
  await click('choose')
  await click('tab-publish')
  return host
}
async function pick(testid: string, index: number) {
  const select = get(testid) as HTMLSelectElement
  select.selectedIndex = index
  select.dispatchEvent(new window.Event('change'))
  await click('sheet')
}
function field(testid: string): string {
  return (get(testid) as HTMLInputElement).value
}

describe('the tab 发布', () => {
  it('reads no content before it is opened', async () => {
    const host = await open()
    await click('choose')
    expect(host.calls.some((call) => call.name === 'publish_draft')).toBe(false)
    await click('tab-publish')
    expect(host.calls.some((call) => call.name === 'publish_draft')).toBe(true)
    expect(get('tab-publish').getAttribute('aria-selected')).toBe('true')
    expect(text('tables')).toContain('发放明细18,39214')
    expect(text('preview')).toContain('朝阳区')
  })

  it('keeps what was typed while the other tab is looked at, and arrows change it', async () => {
    await openTab()
    await type('publish-summary', '按月发放')
    await press('ArrowLeft', {}, get('tab-publish'))
    expect(get('sheet').dataset.tab).toBe('send')
    expect(document.activeElement).toBe(get('tab-send'))
    await click('tab-publish')
    expect(field('publish-summary')).toBe('按月发放')
  })

  it('publishes a first version with nothing typed, by staff for release', async () => {
    const host = await openTab({ roles: ['staff'] })
    expect(text('publish')).toContain('签名送审')
    await press('Enter', { ctrlKey: true })
    expect(order(host)).toMatchObject({
      tokens: ['k1'],
      fields: { title: '困难群众救助资金发放明细', class: 'conditional', condition: '按申请用途使用', cycle: 'quarterly' },
    })
    expect(order(host)).not.toHaveProperty('dataset')
    expect(order(host)).not.toHaveProperty('standing_until')
    expect(maybe('sheet')).toBeNull()
  })

  it('is signed and published at once by a head', async () => {
    await openTab()
    expect(text('publish')).toContain('签名发布')
  })

  it('becomes the next version of a known dataset with nothing typed', async () => {
    const host = await openTab({ roles: ['staff'] })
    expect([...get('publish-as').querySelectorAll('option')].map((option) => option.textContent)).toEqual(['新的信息资源', '惠民惠农财政补贴发放明细的第 8 版', '政府采购合同备案信息的第 23 版'])
    await pick('publish-as', 1)
    expect(field('publish-name')).toBe('惠民惠农财政补贴发放明细')
    expect(text('publish-covered')).toContain('负责人已预先放行')
    expect(text('publish')).toContain('签名发布')
    await click('publish')
    expect(order(host)).toMatchObject({ dataset: 'ds-subsidy', fields: { title: '惠民惠农财政补贴发放明细', cycle: 'monthly' } })
  })

  it('waits for the head again when the class is changed', async () => {
    await openTab({ roles: ['staff'] })
    await pick('publish-as', 1)
    await click('publish-class-unconditional')
    expect(text('publish-covered')).toContain('由负责人放行')
    expect(text('publish')).toContain('签名送审')
  })

  it('lets a head release later versions ahead, until a date', async () => {
    const host = await openTab()
    expect([...get('publish-standing').querySelectorAll('option')].map((option) => option.textContent)).toEqual([
      '每一版都由负责人放行', '列和共享属性不变时自动放行，至 2027年2月23日', '列和共享属性不变时自动放行，至 2027年5月23日', '列和共享属性不变时自动放行，至 2027年11月23日',
    ])
    await pick('publish-standing', 2)
    await click('publish')
    expect(order(host)).toMatchObject({ standing_until: '2027-05-23' })
  })

  it('offers staff no leave for later versions', async () => {
    await openTab({ roles: ['staff'] })
    expect(maybe('publish-standing')).toBeNull()
  })
})

describe('the sharing class', () => {
  it('unconditional data has no condition', async () => {
    const host = await openTab()
    await click('publish-class-unconditional')
    expect(maybe('publish-condition')).toBeNull()
    expect(text('who-can-open')).toContain('各部门经自己的负责人同意后才能打开')
    await click('publish')
    expect(order(host)).toMatchObject({ fields: { class: 'unconditional', condition: '' } })
  })

  it('withheld data names its statute, and no content leaves this PC', async () => {
    const host = await openTab()
    await click('publish-class-withheld')
    expect(text('who-can-open')).toContain('文件内容不离开这台电脑')
    expect(maybe('publish-standing')).toBeNull()
    await click('publish')
    expect(order(host)).toBeUndefined()
    expect(text('wrong-condition')).toContain('哪一条')
    expect(document.activeElement).toBe(get('publish-condition'))
    await type('publish-condition', '《反洗钱法》第五条')
    await click('publish')
    expect(order(host)).toMatchObject({ fields: { class: 'withheld', condition: '《反洗钱法》第五条' } })
  })

  it('keeps condition and statute apart while the class is changed', async () => {
    await openTab()
    await type('publish-condition', '仅用于审计')
    await click('publish-class-withheld')
    expect(field('publish-condition')).toBe('')
    await click('publish-class-conditional')
    expect(field('publish-condition')).toBe('仅用于审计')
  })
})

describe('what is missing', () => {
  it('is said at its field, in words, and nothing is published', async () => {
    const host = await openTab()
    await type('publish-name', ' ')
    await type('publish-summary', '字'.repeat(256))
    expect(text('wrong-name')).toBe('')
    await click('publish')
    expect(order(host)).toBeUndefined()
    expect(text('wrong-name')).toBe('请填写名称。')
    expect(text('wrong-summary')).toBe('最多 255 个字，现在有 256 个。')
    expect(text('sheet-missing')).toContain('已在上面标出')
    expect(get('publish-name').getAttribute('aria-invalid')).toBe('true')
  })

  it('a file that cannot be read is said with three sentences', async () => {
    const host = await openTab({ fails: { publish_draft: 'changed_while_reading' } })
    expect(get('error').dataset.code).toBe('changed_while_reading')
    await click('publish')
    expect(order(host)).toBeUndefined()
  })

  it('a publication that fails keeps the sheet and everything in it', async () => {
    await openTab({ fails: { publish: 'disk_full' } })
    await type('publish-name', '低保发放')
    await click('publish')
    expect(get('sheet-error').dataset.code).toBe('disk_full')
    expect(field('publish-name')).toBe('低保发放')
  })
})

it('shows every field of the record in place, and hands on what was shown', async () => {
  const host = await openTab()
  expect(text('publish-facts')).toContain('更新周期每季度')
  await click('publish-all')
  expect(get('publish-all').getAttribute('aria-expanded')).toBe('true')
  await pick('publish-cycle', 3)
  await pick('publish-field-grade', 1)
  await type('publish-field-theme', ' 社会救助 ')
  await type('publish-field-period', '2026年7月至9月')
  const columns = document.querySelectorAll<HTMLInputElement>('[data-testid="publish-column-what"]')
  const first = columns[0] as HTMLInputElement
  first.value = '县级行政区划名称'
  first.dispatchEvent(new window.Event('input'))
  await click('publish')
  expect(order(host)).toMatchObject({
    fields: { cycle: 'monthly' },
  })
  const { facts } = order(host) as { facts: { field: string; value: string }[] }
  expect(facts).toHaveLength(16)
  expect(facts).toEqual(expect.arrayContaining([{ field: 'grade', value: '重要' }, { field: 'theme', value: '社会救助' }, { field: 'format', value: 'xlsx' }]))
  const { fields } = order(host) as { fields: { columns: { name: string; description: string }[] } }
  expect(fields.columns[0]).toMatchObject({ name: '县（市、区）', description: '县级行政区划名称' })
})

it.each(['zh', 'en'] as const)('the tab breaks no rule of accessibility in %s, with all fields open', async (language) => {
  await openTab({ display: { language } })
  await click('publish-all')
  expect(await violations()).toEqual([])
})

describe('from 我的数据', () => {
  it('a new version opens the sheet on this tab, for the dataset that is open', async () => {
    const host = await open()
    await click('nav-mine')
    await click(all('published-open')[0] as HTMLElement)
    await click('publish-new')
    expect(get('sheet').dataset.tab).toBe('publish')
    expect(field('publish-as')).toBe('ds-subsidy')
    await click('publish')
    expect(order(host)).toMatchObject({ dataset: 'ds-subsidy' })
  })

  it('without an open dataset the one of that name is proposed, and can be changed', async () => {
    const host = await open()
    host.picked = [{ token: 'k1', name: '惠民惠农财政补贴发放明细.csv', bytes: 900 }]
    await click('nav-mine')
    await click('publish-new')
    expect(field('publish-as')).toBe('ds-subsidy')
    await pick('publish-as', 0)
    await click('publish')
    expect(order(host)).not.toHaveProperty('dataset')
  })

  it('the next dropped file opens on 快传 again', async () => {
    await open()
    await click('nav-mine')
    await click('publish-new')
    await press('Escape')
    await click('nav-home')
    await click('choose')
    expect(get('sheet').dataset.tab).toBe('send')
  })
})
