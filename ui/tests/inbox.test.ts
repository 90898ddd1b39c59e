import { describe, expect, it, vi } from 'vitest'
import { KEYS, TRANSFERS } from '../src/host/fake-data'
import { all, click, get, maybe, open, press, settle, text, violations } from './mount'

async function openInbox(delivery?: string) {
  const host = await open({ matters: false })
  await click('nav-inbox')
  if (delivery !== undefined) await click(all('inbox-row').find((row) => row.dataset.id === delivery) as HTMLElement)
  return host
}

describe('the piles', () => {
  it('open the first row and walk with J and K', async () => {
    await openInbox()
    expect(get('delivery-card').dataset.id).toBe('a1')
    await press('j')
    await press('j')
    await press('k')
    expect(get('delivery-card').dataset.id).toBe('a2')
    expect(all('inbox-row').filter((row) => row.getAttribute('aria-current') === 'true').map((row) => row.dataset.id)).toEqual(['a2'])
  })

  it('say what is empty and where the done ones are', async () => {
    await openInbox()
    expect(text('pile-decide')).toContain('没有要办的')
    await click(get('pile-decide').querySelector('button') as HTMLElement)
    expect(get('delivery-card').dataset.id).toBe('x1')
  })

  it('name how each stands in one word', async () => {
    await openInbox()
    const words = Object.fromEntries(all('inbox-row').map((row) => [row.dataset.id, row.textContent.replace(/\s+/g, ' ')]))
    expect(words.a1).toContain('已核验')
    expect(words.a2).toContain('待收取')
    expect(words.a4).toContain('今天到期')
    expect(words.s3).toContain('已打开 1/3')
    expect(words.x2).toContain('已收回')
    expect(words.x3).toContain('已过期')
  })
})

describe('the card', () => {
  it('is fetched with one click or F, and opened with O', async () => {
    const host = await openInbox('a2')
    await press('f')
    expect(host.calls).toContainEqual({ name: 'fetch', args: { id: 'a2' } })
    expect(text('saved-in')).toBe('下载 / 吉享')
    await press('o')
    expect(host.calls.at(-1)).toEqual({ name: 'open', args: { id: 'a2', item: null } })
  })

  it('leaves letters alone while a modifier is held', async () => {
    const host = await openInbox('a2')
    await press('f', { ctrlKey: true })
    expect(host.calls.some((call) => call.name === 'fetch')).toBe(false)
  })

  it('takes back only after a second word, and says what that means', async () => {
    const host = await openInbox('s2')
    await click('take-back')
    expect(get('delivery-card').textContent).toContain('还没有取走的收件人不能再取')
    await click('take-back-keep')
    expect(host.calls.some((call) => call.name === 'take_back')).toBe(false)
    await click('take-back')
    await click('take-back-sure')
    expect(text('ended')).toContain('平台称已在取走之前收回')
    expect(maybe('take-back')).toBeNull()
  })

  it('only asks where it was already fetched', async () => {
    await openInbox('s1')
    expect(text('take-back')).toContain('请求收回')
    await click('take-back')
    expect(get('delivery-card').textContent).toContain('不能删除')
  })

  it('shows a chain of its own for each of several recipients, green only where all verified', async () => {
    await openInbox('s3')
    const verified = [...get('delivery-card').querySelectorAll('[data-step="verify"]')].map((step) => step.classList.contains('ok'))
    expect(verified).toEqual([false, true, true, false])
  })

  it('shows the moving bar of its transfer', async () => {
    const host = await openInbox('a3')
    host.emit({ event: 'progress', transfers: [{ id: 't4', done: 50, total: 100, state: { state: 'move', speed: 3_000_000, left: 5_000 } }] })
    await settle()
    expect(get('delivery-card').querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')).toBe('50')
    expect(get('delivery-card').textContent).toContain('50 % · 2.9 MB/s · 马上完成')
  })

  it.each(['a1', 'a2', 'a3', 's3', 'x2', 'x3'])('%s breaks no rule of accessibility', async (id) => {
    await openInbox(id)
    expect(await violations()).toEqual([])
  })
})

describe('a delivery that could not be sent', () => {
  it('is sent on where it stopped, and not fetched', async () => {
    const host = await open({ matters: false })
    const call = host.call.bind(host)
    vi.spyOn(host, 'call').mockImplementation((async (name: 'delivery' | 'transfers', args: never) => {
      const answer = await call(name, args)
      if (name === 'delivery') return { ...answer, standing: { standing: 'failed', error: { ...KEYS, remedy: 'retry' }, chain: { of: 1, reached: [] } } }
      return name === 'transfers' ? [{ ...TRANSFERS[0], subject: { subject: 'delivery', id: 's1' } }] : answer
    }) as typeof host.call)
    await click('nav-inbox')
    await click(all('inbox-row').find((row) => row.dataset.id === 's1') as HTMLElement)
    await settle()
    await click('remedy')
    expect(host.calls.find((one) => one.name === 'retry')?.args).toEqual({ id: 't0' })
    expect(host.calls.some((one) => one.name === 'fetch')).toBe(false)
  })
})
