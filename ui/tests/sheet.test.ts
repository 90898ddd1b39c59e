import { describe, expect, it, vi } from 'vitest'
import type { FakeHost } from '../src/host/fake'
import { all, click, get, maybe, open, press, settle, text, type, violations } from './mount'

function sent(host: FakeHost) {
  return host.calls.find((call) => call.name === 'send')?.args
}
async function openSheet(filled: 'full' | 'empty' = 'full') {
  const host = await open({ filled })
  await click('choose')
  return host
}

describe('from file to sent', () => {
  it('takes two actions when the recipient is the one of last time', async () => {
    const host = await openSheet()
    await click('send')
    expect(sent(host)).toEqual({
      order: { tokens: ['k1'], title: '2026年三季度困难群众救助资金发放明细.xlsx', recipients: ['d-sj'], note: '', expires_days: 14 },
    })
    expect(maybe('sheet')).toBeNull()
    expect(text('running')).toContain('2026年三季度困难群众救助资金发放明细.xlsx')
  })

  it('opens from a drop anywhere on the window, and from the clipboard', async () => {
    const host = await open()
    host.emit({ event: 'drag', drag: { drag: 'over', name: '甲.csv', bytes: 10, count: 1 } })
    await settle()
    expect(text('drop-overlay')).toContain('甲.csv')
    expect(text('drop-overlay')).toContain('现在不会发出任何内容')
    expect(document.querySelector('.app')?.hasAttribute('inert')).toBe(true)
    host.emit({ event: 'drag', drag: { drag: 'dropped', picked: [{ token: 'k1', name: '甲.csv', bytes: 10 }] } })
    await settle()
    expect(maybe('drop-overlay')).toBeNull()
    expect(maybe('sheet')).not.toBeNull()
    expect(sent(host)).toBeUndefined()
    await press('Escape')
    await press('v', { ctrlKey: true })
    expect(maybe('sheet')).not.toBeNull()
  })

  it('adds a second drop to the open sheet', async () => {
    const host = await openSheet()
    host.picked = [...host.picked, { token: 'k2', name: '说明.txt', bytes: 0 }]
    host.emit({ event: 'drag', drag: { drag: 'dropped', picked: [{ token: 'k2', name: '说明.txt', bytes: 0 }] } })
    await settle()
    expect(all('draft-item')).toHaveLength(2)
    expect(text('odd')).toBe('空文件')
    await click(all('draft-remove')[0] as HTMLElement)
    expect(all('draft-item')).toHaveLength(1)
  })

  it('Esc sends nothing, forgets the files and gives the focus back', async () => {
    const host = await open()
    get('choose').focus()
    await click('choose')
    await press('Escape')
    expect(maybe('sheet')).toBeNull()
    expect(sent(host)).toBeUndefined()
    expect(host.calls.at(-1)).toEqual({ name: 'discard', args: { tokens: ['k1'] } })
    expect(document.activeElement).toBe(get('choose'))
  })

  it('carries note and expiry', async () => {
    const host = await openSheet()
    await type('note', ' 请核对 ')
    const select = get('expiry') as HTMLSelectElement
    select.selectedIndex = 2
    select.dispatchEvent(new window.Event('change'))
    await press('Enter', { ctrlKey: true })
    expect(sent(host)).toMatchObject({ order: { note: '请核对', expires_days: 30 } })
  })

  it('shows the date of every expiry', async () => {
    await openSheet()
    expect([...get('expiry').querySelectorAll('option')].map((option) => option.textContent)).toEqual([
      '7 天，到 11月30日 周一', '14 天，到 12月7日 周一', '30 天，到 12月23日 周三', '90 天，到 2027年2月21日',
    ])
  })
})

describe('recipients', () => {
  it('of one name are shown side by side in full', async () => {
    await openSheet()
    await type('recipient-input', '王磊')
    expect(all('recipient-option').map((option) => option.textContent.replace(/\s+/g, ''))).toEqual([
      '王磊，社会救助处处长吉林省/长春市/民政局Enter', '王磊，办公室科员吉林省/长春市/德惠市/民政局',
    ])
  })

  it('are picked with the arrows and Enter, and removed with Backspace', async () => {
    await openSheet()
    await type('recipient-input', '王磊')
    await press('ArrowDown', {}, get('recipient-input'))
    await press('Enter', {}, get('recipient-input'))
    expect(all('recipient-chip').map((chip) => chip.textContent)).toEqual(['长春市审计局', '德惠市民政局，王磊'])
    await press('Backspace', {}, get('recipient-input'))
    expect(all('recipient-chip')).toHaveLength(1)
  })

  it('are not picked by the Enter that ends a composition', async () => {
    await openSheet()
    await type('recipient-input', '王磊')
    await press('Enter', { isComposing: true }, get('recipient-input'))
    expect(all('recipient-chip')).toHaveLength(1)
    await press('Escape', { isComposing: true })
    expect(maybe('sheet')).not.toBeNull()
  })

  it('without an admitted PC say so and cannot be picked', async () => {
    await openSheet()
    await type('recipient-input', '刘洋')
    expect(text('recipient-option')).toContain('还没有登记电脑')
    await click('recipient-option')
    expect(all('recipient-chip')).toHaveLength(1)
  })

  it('that nobody has heard of lead to a sentence', async () => {
    await openSheet()
    await type('recipient-input', '不存在')
    expect(get('sheet').textContent).toContain('没有找到“不存在”')
  })

  it('are missing at the first start, and Send says so', async () => {
    const host = await openSheet('empty')
    expect(all('recipient-chip')).toHaveLength(0)
    await click('send')
    expect(sent(host)).toBeUndefined()
    expect(text('sheet-missing')).toContain('请先选收件人')
  })
})

describe('the line who can open it', () => {
  it('counts the admitted PCs of every recipient and the own ones', async () => {
    await openSheet()
    await type('recipient-input', '李文博')
    await press('Enter', {}, get('recipient-input'))
    expect(text('who-can-open')).toBe('只有长春市审计局的 4 台、吉林省财政厅李文博的 2 台登记电脑和您自己的 1 台电脑能打开，平台看不到内容。对方取走前可以收回。')
  })

  it('gives way to what is wrong with the keys, and nothing is sent then', async () => {
    const host = await open({ fails: { who_can_open: 'key_mismatch' } })
    await click('choose')
    expect(get('sheet-error').dataset.code).toBe('key_mismatch')
    await click('send')
    expect(sent(host)).toBeUndefined()
    host.fail('who_can_open', null)
    await click('sheet-remedy')
    expect(maybe('who-can-open')).not.toBeNull()
  })
})

it('a send that fails keeps the sheet and everything in it', async () => {
  await open({ fails: { send: 'disk_full' } })
  await click('choose')
  await click('send')
  expect(get('sheet-error').dataset.code).toBe('disk_full')
  expect(all('recipient-chip')).toHaveLength(1)
})

it.each(['zh', 'en'] as const)('the sheet breaks no rule of accessibility in %s', async (language) => {
  await open({ display: { language } })
  await click('choose')
  await type('recipient-input', '王磊')
  expect(get('sheet').getAttribute('aria-modal')).toBe('true')
  expect(document.activeElement).toBe(get('recipient-input'))
  expect(await violations()).toEqual([])
})

it('a picture pasted into a field goes to the sheet, text stays in the field', async () => {
  const host = await openSheet()
  const before = host.calls.length
  const paste = async (types: string[]) => {
    const event = new window.Event('paste', { bubbles: true, cancelable: true })
    Object.defineProperty(event, 'clipboardData', { value: { types } })
    get('recipient-input').dispatchEvent(event)
    await settle()
  }
  await paste(['text/plain'])
  expect(host.calls).toHaveLength(before)
  await paste(['Files', 'image/png'])
  expect(host.calls.slice(before).map((call) => call.name)).toContain('paste')
})

it('/ goes to the recipients when no field has the focus', async () => {
  await openSheet()
  get('send').focus()
  await press('/', {}, get('send'))
  expect(document.activeElement).toBe(get('recipient-input'))
})

describe('a question that is not answered yet', () => {
  it('holds the sending back', async () => {
    const host = await openSheet()
    expect(text('who-can-open')).not.toBe('')
    const call = host.call.bind(host)
    vi.spyOn(host, 'call').mockImplementation(((name: 'describe', args: never) => (name === 'describe' ? new Promise(() => {}) : call(name, args))) as typeof host.call)
    host.emit({ event: 'drag', drag: { drag: 'dropped', picked: [{ token: 'k2', name: '说明.txt', bytes: 0 }] } })
    await settle()
    await press('Enter', { ctrlKey: true })
    expect(sent(host)).toBeUndefined()
  })
})
