import { describe, expect, it } from 'vitest'
import type { FakeOptions } from '../src/host/fake'
import { all, click, get, maybe, open, text, type, violations } from './mount'

async function openMine(options: FakeOptions = {}) {
  const host = await open(options)
  await click('nav-mine')
  return host
}
function row(testid: string, id: string): HTMLElement {
  return all(testid).find((one) => one.dataset.id === id) as HTMLElement
}
function inside(element: HTMLElement, testid: string): HTMLElement {
  return element.querySelector(`[data-testid="${testid}"]`) as HTMLElement
}

describe('what I published', () => {
  it('shows newest version, what waits and what is on its way', async () => {
    await openMine()
    expect(row('published-row', 'ds-subsidy').textContent).toContain('第 7 版，10月30日')
    expect(row('published-row', 'ds-contracts').textContent).toContain('正在发布')
    await click(inside(row('published-row', 'ds-aid'), 'published-waiting'))
    expect(maybe('page-inbox')).not.toBeNull()
  })

  it('opens to who holds which version, green only where the newest is verified', async () => {
    await openMine()
    await click(inside(row('published-row', 'ds-subsidy'), 'published-open'))
    expect(row('holder', 'rq-nyt').querySelector('.green')?.textContent).toContain('已核验')
    expect(row('holder', 'rq-nyj').textContent).toContain('未取新版')
    expect(row('holder', 'rq-nyj').querySelector('.green')).toBeNull()
    expect(row('holder', 'rq-ys').textContent).toContain('还没有收取，只限第 7 版')
    expect(row('holder', 'rq-zr').textContent).toContain('已终止，11月11日')
    expect(inside(row('holder', 'rq-zr'), 'revoke')).toBeNull()
    expect(await violations()).toEqual([])
  })

  it('ends a grant on the card of its request, never in the row', async () => {
    const host = await openMine()
    await click(inside(row('published-row', 'ds-subsidy'), 'published-open'))
    await click(inside(row('holder', 'rq-nyt'), 'revoke'))
    expect(maybe('page-inbox')).not.toBeNull()
    expect(host.calls.some((call) => call.name === 'act')).toBe(false)
  })

  it('says plainly who can open it where there is no grant', async () => {
    await openMine()
    await click(inside(row('published-row', 'ds-reward'), 'published-open'))
    expect(get('published').textContent).toContain('不予共享，没有内容可以授权。')
  })
})

describe('what I hold', () => {
  it('says whether it is the newest, and until when in a colour that is a word', async () => {
    await openMine()
    expect(row('dataset-row', 'ds-transfer').textContent).toContain('第 11 版，已是最新')
    expect(row('dataset-row', 'ds-staff').textContent).toContain('第 30 版，可收取第 31 版')
    expect(row('dataset-row', 'ds-land').querySelector('.amber')?.textContent).toContain('今天到期')
    expect(row('dataset-row', 'ds-old').querySelector('.red')?.textContent).toContain('已终止')
    expect(inside(row('dataset-row', 'ds-old'), 'fetch')).toBeNull()
  })

  it('fetches, opens and shows', async () => {
    const host = await openMine()
    await click(inside(row('dataset-row', 'ds-staff'), 'fetch'))
    expect(host.calls).toContainEqual({ name: 'fetch_dataset', args: { id: 'ds-staff', version: null } })
    await click(inside(row('dataset-row', 'ds-transfer'), 'open'))
    await click(inside(row('dataset-row', 'ds-transfer'), 'reveal'))
    expect(host.calls.slice(-2)).toEqual([{ name: 'open_dataset', args: { id: 'ds-transfer' } }, { name: 'reveal_dataset', args: { id: 'ds-transfer' } }])
    expect(inside(row('dataset-row', 'ds-low'), 'open')).toBeNull()
  })
})

it('an empty desk offers to publish and to search', async () => {
  await openMine({ filled: 'empty' })
  expect(text('publish-new')).toBe('发布数据')
  expect(get('page-mine').textContent).toContain('还没有持有的数据')
})

describe('the PCs of the department', () => {
  async function openSettings(options: FakeOptions = {}) {
    const host = await open(options)
    await click('nav-settings')
    return host
  }

  it('are to look at for everybody, with who may change them', async () => {
    await openSettings()
    expect(all('member').map((one) => one.textContent.includes('这台电脑'))).toEqual([false, true, false])
    expect(text('waiting-code')).toBe('7F3A91C25D08E6B402AC')
    expect(text('members-read-only')).toContain('高翔')
    expect(maybe('member-remove')).toBeNull()
    expect(maybe('compare')).toBeNull()
  })

  it('admit a waiting PC only after its code was compared', async () => {
    const host = await openSettings({ roles: ['staff', 'head', 'key_admin'] })
    await click('compare')
    expect(text('compare-step')).toContain('每一组都与这里相同')
    await click('role-head')
    expect(host.calls.some((call) => call.name === 'admit')).toBe(false)
    await click('admit-same')
    expect(host.calls.at(-1)).toEqual({ name: 'admit', args: { code: '7F3A 91C2 5D08 E6B4 02AC', roles: ['staff', 'head'] } })
    expect(all('member')).toHaveLength(4)
    expect(maybe('waiting')).toBeNull()
  })

  it('are made a head\'s by a head only', async () => {
    await openSettings({ roles: ['staff', 'key_admin'] })
    await click('compare')
    expect(maybe('role-head')).toBeNull()
    expect(text('compare-step')).toContain('负责人的身份只能由负责人给')
  })

  it('admit by a typed code, and say when no PC waits with it', async () => {
    const host = await openSettings({ roles: ['staff', 'key_admin'] })
    await click('admit-typed')
    expect(get('members').textContent).toContain('请输入对方屏幕上的全部核对码')
    await type('admit-code-input', '0000 0000')
    await click('admit-typed')
    expect(get('error').dataset.code).toBe('unknown_code')
    expect((get('admit-code-input') as HTMLInputElement).value).toBe('0000 0000')
    await type('admit-code-input', '7F3A 91C2 5D08 E6B4 02AC')
    await click('admit-typed')
    expect(host.calls.filter((call) => call.name === 'admit')).toHaveLength(2)
    expect(all('member')).toHaveLength(4)
  })

  it('keep the last key admin', async () => {
    await openSettings({ roles: ['staff', 'key_admin'] })
    expect(inside(row('member', 'dev-gao'), 'member-remove')).toBeNull()
    expect(row('member', 'dev-gao').textContent).toContain('唯一的密钥管理员，不能移除')
  })

  it('remove only after a second word that says what happens', async () => {
    const host = await openSettings({ roles: ['staff', 'key_admin'] })
    await click(inside(row('member', 'dev-wang'), 'member-remove'))
    expect(row('member', 'dev-wang').textContent).toContain('再签什么都不算数')
    expect(await violations()).toEqual([])
    await click('member-keep')
    expect(row('member', 'dev-wang').textContent).not.toContain('再签什么都不算数')
    await click(inside(row('member', 'dev-wang'), 'member-remove'))
    await click('member-remove-sure')
    expect(host.calls.at(-1)).toEqual({ name: 'remove_member', args: { id: 'dev-wang' } })
    expect(all('member')).toHaveLength(2)
  })
})
