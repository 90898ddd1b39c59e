import { describe, expect, it } from 'vitest'
import type { FakeHost } from '../src/host/fake'
import { all, click, get, maybe, open, settle } from './mount'

async function openTransfers(): Promise<FakeHost> {
  const host = await open()
  await click('nav-transfers')
  return host
}
function row(id: string): HTMLElement {
  return all('transfer-row').find((one) => one.dataset.id === id) as HTMLElement
}
function button(id: string, testid: string): HTMLElement {
  return row(id).querySelector(`[data-testid="${testid}"]`) as HTMLElement
}

it('what needs a person comes first, then what moves, then what is finished', async () => {
  await openTransfers()
  expect(all('transfer-row').map((one) => one.dataset.state)).toEqual(['fail', 'move', 'move', 'pause', 'stall', 'wait', 'move', 'done', 'done', 'done', 'done', 'done'])
  expect(row('t0').querySelector('[role="alert"]')?.textContent).toContain('收件部门的密钥与登记不符')
  expect(row('t0').querySelector('[role="progressbar"]')).toBeNull()
})

it('a line says share, speed and when it is done; a stall says so honestly', async () => {
  await openTransfers()
  expect(row('t1').textContent).toContain('37 % · 182 MB/s · 15:42 完成')
  expect(row('t4').textContent).toContain('24 % · 2 分钟没有进展，连不上平台，恢复后自动继续')
  expect(row('t5').textContent).toContain('排队等候')
})

it('figures are absolute and never claim the end before it is there', async () => {
  const host = await openTransfers()
  host.emit({ event: 'progress', transfers: [{ id: 't1', done: 999_999, total: 1_000_000, state: { state: 'move', speed: 1_000, left: 90 * 60_000 } }] })
  await settle()
  expect(row('t1').textContent).toContain('99 %')
  expect(row('t1').textContent).toContain('16:50 完成')
})

it('pauses, resumes and retries', async () => {
  const host = await openTransfers()
  await click(button('t1', 'pause'))
  expect(row('t1').dataset.state).toBe('pause')
  await click(button('t1', 'resume'))
  expect(row('t1').dataset.state).toBe('wait')
  await click(button('t4', 'retry'))
  await click(button('t0', 'remedy'))
  expect(host.calls.filter((call) => call.name === 'retry').map((call) => call.args)).toEqual([{ id: 't4' }, { id: 't0' }])
})

it('pauses everything that moves or waits at once', async () => {
  await openTransfers()
  await click('pause-all')
  expect(['t1', 't2', 't5', 't9'].map((id) => row(id).dataset.state)).toEqual(['pause', 'pause', 'pause', 'pause'])
  expect(maybe('pause-all')).toBeNull()
})

it('cancels only after a second word', async () => {
  const host = await openTransfers()
  await click(button('t2', 'cancel'))
  expect(host.calls.some((call) => call.name === 'cancel')).toBe(false)
  await click('cancel-sure')
  expect(all('transfer-row').some((one) => one.dataset.id === 't2')).toBe(false)
})

it('a finished delivery can be taken back from its card', async () => {
  await openTransfers()
  await click(button('t7', 'take-back'))
  expect(get('delivery-card').dataset.id).toBe('s2')
})

describe('datasets', () => {
  it('are published to the catalogue and fetched from their provider, with the same states', async () => {
    await openTransfers()
    expect(row('t9').textContent).toContain('发布到目录，41 MB')
    expect(row('t9').textContent).toContain('80 % · 11.2 MB/s')
    expect(row('t11').textContent).toContain('来自 吉林省财政厅，386 KB')
  })

  it('a publication ends where the platform has it, and leads to 我的数据', async () => {
    await openTransfers()
    expect([...row('t10').querySelectorAll('[data-step]')].map((step) => step.textContent.trim())).toEqual(['已封装', '已上传'])
    await click(button('t10', 'go-mine'))
    expect(maybe('page-mine')).not.toBeNull()
  })

  it('a fetched version is opened from its row', async () => {
    const host = await openTransfers()
    await click(button('t11', 'open'))
    expect(host.calls.at(-1)).toEqual({ name: 'open_dataset', args: { id: 'ds-transfer' } })
  })
})
