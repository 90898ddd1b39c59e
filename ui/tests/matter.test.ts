import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FakeHost } from '../src/host/fake'
import { KEYS } from '../src/host/fake-data'
import { all, click, get, maybe, open, press, settle, text, type, violations } from './mount'

async function openMatter(id: string): Promise<FakeHost> {
  const host = await open()
  host.emit({ event: 'show', place: 'inbox', matter: id })
  await settle()
  return host
}
function acts(host: FakeHost): unknown[] {
  return host.calls.filter((call) => call.name === 'act').map((call) => (call.args as { act: unknown }).act)
}
function rows(testid: string): (string | undefined)[] {
  return [...get(testid).querySelectorAll<HTMLElement>('[data-testid="inbox-row"]')].map((row) => row.dataset.id)
}

describe('what waits for this desk', () => {
  it('begins with what is late or ends today, then goes by working day', async () => {
    await open()
    await click('nav-inbox')
    expect(rows('pile-due')).toEqual(['rq-late', 'rq-sj', 'rq-dh'])
    expect(rows('pile-waiting')).toEqual(['rq-tj', 'st-release', 'rq-own'])
    expect(get('pile-due').textContent).toContain('逾期 1 个工作日')
    expect(get('matter-card').dataset.id).toBe('rq-late')
  })

  it('walks with J and K over matters and deliveries alike', async () => {
    await openMatter('rq-own')
    await press('j')
    expect(get('delivery-card').dataset.id).toBe('a1')
    await press('k')
    expect(get('matter-card').dataset.id).toBe('rq-own')
  })
})

describe('the card of a request', () => {
  it('says who asks, whose head consented, what for, what they get and who can open it', async () => {
    await openMatter('rq-sj')
    expect(text('matter-by')).toBe('长春市审计局，财政审计处副处长 王晓峰 签名已核验')
    expect(text('matter-consented')).toContain('韩玉梅，11月9日 周一 已同意')
    expect(text('matter-use')).toContain('到 2027年3月31日')
    expect(text('matter-gives')).toContain('第 7 版，9 列，以及以后各版')
    expect(text('matter-openers')).toBe('只有长春市审计局的 9 台登记电脑能打开。文件不用重新上传，同意后立即可取。')
    expect(text('matter-due')).toBe('今天到期')
    expect(get('matter-card').querySelector('[role="img"]')?.getAttribute('aria-label')).toBe('10 个工作日，今天是第 10 个')
  })

  it('is agreed to with A and Ctrl+Enter, as asked', async () => {
    const host = await openMatter('rq-sj')
    expect(get('act-agree').getAttribute('aria-keyshortcuts')).toBe('A')
    await press('a')
    expect(document.activeElement).toBe(get('step-confirm'))
    await press('Enter', { ctrlKey: true }, get('step-confirm'))
    expect(acts(host)).toEqual([{ act: 'agree', condition: '', this_version: false }])
    expect(host.calls.find((call) => call.name === 'act')?.args).toMatchObject({ shown: 'shown-rq-sj' })
  })

  it('is agreed to for less than was asked, never for more', async () => {
    const host = await openMatter('rq-sj')
    await press('a')
    await type('agree-until', '2028年1月1日')
    await click('step-confirm')
    expect(text('step-missing')).toContain('不晚于申请的 2027年3月31日')
    await type('agree-until', '20261231')
    await type('agree-condition', '不得转给第三方')
    await click('agree-versions-this')
    await click('step-confirm')
    expect(acts(host)).toEqual([{ act: 'agree', until: '2026-12-31', condition: '不得转给第三方', this_version: true }])
  })

  it('is returned with everything that is missing at once', async () => {
    const host = await openMatter('rq-sj')
    await press('r')
    await click('step-confirm')
    expect(text('step-missing')).toBe('请至少写一项需要补正的内容。')
    await type('missing-item', '使用依据请写明条款')
    await press('Enter', {}, get('missing-item'))
    const second = all('missing-item')[1] as HTMLInputElement
    second.value = '使用范围请写明县（市、区）'
    second.dispatchEvent(new window.Event('input', { bubbles: true }))
    await click('step-confirm')
    expect(acts(host)).toEqual([{ act: 'return', missing: ['使用依据请写明条款', '使用范围请写明县（市、区）'] }])
  })

  it('is refused only with a reason', async () => {
    const host = await openMatter('rq-sj')
    await press('x')
    await click('step-confirm')
    expect(text('step-missing')).toBe('请写明理由。')
    await type('reason', '与申请的场景不符')
    await press('Enter', { ctrlKey: true }, get('reason'))
    expect(acts(host)).toEqual([{ act: 'refuse', reason: '与申请的场景不符' }])
  })

  it('keeps letters that are typed into a step, and Esc leaves it', async () => {
    const host = await openMatter('rq-sj')
    await press('x')
    await press('a', {}, get('reason'))
    expect(get('step').dataset.verb).toBe('refuse')
    await press('Escape', {}, get('reason'))
    expect(maybe('step')).toBeNull()
    expect(acts(host)).toEqual([])
  })

  it('does nothing that the card does not offer', async () => {
    const host = await openMatter('rq-wait')
    for (const key of ['a', 'r', 'x', 'f']) await press(key)
    expect(maybe('step')).toBeNull()
    expect(host.calls.some((call) => call.name === 'act' || call.name === 'fetch_dataset')).toBe(false)
  })
})

describe('ten seconds before it is signed', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('count down on the card itself, and Z undoes', async () => {
    const host = await openMatter('rq-dh')
    await press('a')
    expect(text('pending')).toBe('同意：10 秒后签名')
    expect(maybe('act-consent')).toBeNull()
    host.pass(3_400)
    vi.advanceTimersByTime(250)
    await settle()
    expect(text('pending')).toBe('同意：7 秒后签名')
    await press('z')
    expect(host.calls.at(-2)?.name === 'undo' || host.calls.some((call) => call.name === 'undo')).toBe(true)
    expect(maybe('pending')).toBeNull()
    expect(maybe('act-consent')).not.toBeNull()
    host.pass(20_000)
    await settle()
    expect(get('matter-card').dataset.stage).toBe('awaits_answer')
  })

  it('end in a signature that cannot be undone', async () => {
    const host = await openMatter('rq-dh')
    await press('a')
    host.pass(10_000)
    vi.advanceTimersByTime(250)
    await settle()
    expect(get('matter-card').dataset.stage).toBe('agreed')
    expect(maybe('undo')).toBeNull()
    expect(rows('pile-done')[0]).toBe('rq-dh')
  })
})

describe('a publication that waits for the head', () => {
  it('shows what would leave: facts, columns and the first rows', async () => {
    await openMatter('st-release')
    expect(text('matter-inside')).toContain('第 1 版 · 4.2 MB · 1 个文件 · 8 列')
    expect(text('preview')).toContain('220104********2416')
    expect(get('columns').querySelectorAll('tbody tr')).toHaveLength(8)
    expect(get('matter-card').textContent).toContain('内容封存，逐个授权后才能打开')
  })

  it('is declined with a reason', async () => {
    const host = await openMatter('st-release')
    await press('x')
    expect(get('step').dataset.verb).toBe('decline')
    await type('reason', '账号没有遮盖')
    await click('step-confirm')
    expect(acts(host)).toEqual([{ act: 'decline', reason: '账号没有遮盖' }])
  })
})

describe('what this desk asked for', () => {
  it('comes back with everything that is missing, and is mended in a form that is filled in', async () => {
    const host = await openMatter('rq-back')
    expect(text('matter-answer')).toContain('使用范围请写明到哪些县（市、区）')
    await press('r')
    expect(text('request-missing')).toContain('请说明数据存放在哪个系统')
    expect((get('request-basis') as HTMLTextAreaElement).value).toContain('预算法')
    await type('request-scope', '长春市本级和 11 个县（市、区）')
    await press('Enter', { ctrlKey: true }, get('request-scope'))
    expect(acts(host)).toEqual([{ act: 'resubmit', fields: expect.objectContaining({ scope: '长春市本级和 11 个县（市、区）', method: 'file', until: '2027-06-30' }) }])
    expect(maybe('request-sheet')).toBeNull()
    expect(text('pending')).toContain('重新提交')
  })

  it('is fetched with F once it is agreed', async () => {
    const host = await openMatter('rq-low')
    expect(text('matter-note')).toBe('可以收取，到 2027年11月22日。')
    expect(maybe('open-matter')).toBeNull()
    await press('f')
    expect(host.calls).toContainEqual({ name: 'fetch_dataset', args: { id: 'ds-low', version: null } })
    expect(get('carrying').dataset.state).toBe('wait')
  })

  it('is opened with O where it is here, and not fetched twice', async () => {
    const host = await openMatter('rq-held')
    expect(maybe('act-fetch')).toBeNull()
    expect(get('open-matter').classList).toContain('primary')
    await press('o')
    expect(host.calls.at(-1)).toEqual({ name: 'open_dataset', args: { id: 'ds-transfer' } })
  })

  it('says in its row how many working days are left, and no end that is far away', async () => {
    await openMatter('rq-wait')
    expect(text('matter-due')).toBe('剩 7 个工作日')
    const word = (id: string) => get('pile-sent').querySelector(`[data-id="${id}"] .when`)?.textContent.trim()
    expect(word('rq-wait')).toBe('剩 7 个工作日')
    expect(word('rq-low')).toBe('11:32')
    expect(word('rq-held')).toBe('11月13日')
  })

  it('says from which day of receipt a clock counts before its first day', async () => {
    await openMatter('rq-next')
    expect(text('matter-due')).toBe('剩 11 个工作日')
    expect(text('matter-card')).toContain('按 11月24日 周二 收到计算，共 10 个工作日')
  })

  it('says how working days are counted where a clock runs, and nowhere else', async () => {
    const host = await openMatter('rq-wait')
    expect(text('matter-counted')).toBe('工作日按周一至周五计，未计法定节假日和调休。')
    host.emit({ event: 'show', place: 'inbox', matter: 'rq-held' })
    await settle()
    expect(get('matter-card').dataset.id).toBe('rq-held')
    expect(maybe('matter-counted')).toBeNull()
  })

  it('is withdrawn, with or without a reason', async () => {
    const host = await openMatter('rq-wait')
    await press('t')
    await click('step-confirm')
    expect(acts(host)).toEqual([{ act: 'withdraw', reason: '' }])
  })
})

it('an ended grant says plainly what it does not undo', async () => {
  await openMatter('rq-zr')
  expect(text('matter-note')).toContain('对方已收取的版本收不回')
  expect(text('history')).toContain('终止授权')
  expect(text('history')).toContain('“超出申请范围使用”')
})

it('an act that could not be written down is said, and the card stays as it was', async () => {
  const host = await openMatter('rq-dh')
  host.fail('act', 'conflict')
  await press('a')
  expect(get('error').dataset.code).toBe('conflict')
  expect(get('matter-card').dataset.stage).toBe('awaits_answer')
  expect(maybe('pending')).toBeNull()
})

describe('no rule of accessibility is broken', () => {
  it.each(['rq-late', 'rq-dh', 'st-release', 'rq-back', 'rq-zr'])('by the card %s', async (id) => {
    await openMatter(id)
    expect(await violations()).toEqual([])
  })

  it.each(['agree', 'return', 'refuse'])('by the step of %s', async (verb) => {
    await openMatter('rq-sj')
    await click(`act-${verb}`)
    expect(await violations()).toEqual([])
  })
})

describe('an act that came to nothing', () => {
  async function failed(may_undo: boolean): Promise<FakeHost> {
    const host = await open()
    const call = host.call.bind(host)
    const pending = { verb: 'consent', until: 0, error: KEYS, may_undo, job: 'j1' } as const
    vi.spyOn(host, 'call').mockImplementation((async (name: 'matter', args: { id: string }) => {
      const answer = await call(name, args)
      return name === 'matter' ? { ...answer, pending } : answer
    }) as typeof host.call)
    host.emit({ event: 'show', place: 'inbox', matter: 'rq-dh' })
    await settle()
    return host
  }

  it('is tried again as it is, or taken away', async () => {
    const host = await failed(true)
    expect(text('pending')).toBe('同意：还没有签名')
    await click('remedy')
    expect(host.calls.find((call) => call.name === 'retry')?.args).toEqual({ id: 'j1' })
    await click('undo')
    expect(host.calls.some((call) => call.name === 'undo')).toBe(true)
  })

  it('is not taken away once it is signed', async () => {
    await failed(false)
    expect(text('pending')).toBe('同意：已签名，还没有送达平台')
    expect(maybe('undo')).toBeNull()
  })
})
