import { afterEach, describe, expect, it, vi } from 'vitest'
import { NOW } from '../src/host/fake-data'
import { FakeHost } from '../src/host/fake'
import { errorView } from '../src/host/host'
import { language } from '../src/text'
import { en } from '../src/text/en'
import { clock, day, dayOfWeek, figure, full, moment, percent, size } from '../src/text/format'
import { zh } from '../src/text/zh'
import { click, open, settle } from './mount'

afterEach(() => {
  language.value = 'zh'
  vi.useRealTimers()
})

/** Every word with its place; functions are asked with sample figures and names. */
function words(tree: unknown, at = ''): [string, string][] {
  if (typeof tree === 'string') return [[at, tree]]
  if (typeof tree === 'function') return [[at, String((tree as (...args: unknown[]) => unknown)(2, 3, 4))]]
  return Object.entries(tree as object).flatMap(([key, value]) => words(value, `${at}.${key}`))
}

describe('words', () => {
  it('have the same places in both languages', () => {
    expect(words(en).map(([at]) => at)).toEqual(words(zh).map(([at]) => at))
  })

  it('are Chinese in Chinese and English in English', () => {
    const allowed = /DEMO|Enter|English/g
    const wrong = words(zh).filter(([, word]) => /[A-Za-z]{2,}/.test(word.replace(allowed, '')))
    expect(wrong).toEqual([])
    expect(words(en).filter(([at, word]) => /[一-鿿]/.test(word) && at !== '.settings.languages.zh')).toEqual([])
  })

  it('shout nowhere', () => {
    expect([...words(zh), ...words(en)].filter(([, word]) => /[!！]|成功|successfully/i.test(word))).toEqual([])
  })
})

describe('figures', () => {
  it.each([
    [0, '0 字节'], [512, '512 字节'], [386 * 1024, '386 KB'], [1_012 * 1024, '1,012 KB'],
    [4.2 * 1024 ** 2, '4.2 MB'], [182 * 1024 ** 2, '182 MB'], [104 * 1024 ** 3, '104 GB'], [20 * 1024 ** 3, '20 GB'],
  ])('%d bytes read as %s', (bytes, word) => expect(size(bytes)).toBe(word))

  it('have commas from 1,000 and never reach 100 % early', () => {
    expect(figure(1_206_348)).toBe('1,206,348')
    expect(percent(9_999, 10_000)).toBe(99)
    expect(percent(10, 10)).toBe(100)
    expect(percent(0, 0)).toBe(0)
  })
})

describe('dates are those of UTC+8', () => {
  const midnight = Date.UTC(2026, 10, 22, 16, 0)
  it('in Chinese', () => {
    expect(dayOfWeek(midnight, NOW)).toBe('11月23日 周一')
    expect(clock(midnight)).toBe('00:00')
    expect(moment(midnight - 1, NOW)).toBe('11月22日')
    expect(day(Date.UTC(2027, 2, 31), NOW)).toBe('2027年3月31日')
  })
  it('in English', () => {
    language.value = 'en'
    expect(full(NOW, NOW)).toBe('Mon 23 Nov 15:20')
    expect(day(Date.UTC(2027, 2, 31), NOW)).toBe('31 Mar 2027')
  })
})

it('whatever is thrown becomes three sentences', () => {
  expect(errorView('boom', NOW)).toMatchObject({ code: 'internal', severity: 'act', detail: 'boom', at: NOW })
})

it('what takes longer than 0.3 s is named, what is quicker is not', async () => {
  vi.useFakeTimers()
  let answer: () => void = () => undefined
  vi.spyOn(FakeHost.prototype, 'call').mockImplementation(async function (this: FakeHost, name) {
    await new Promise<void>((done) => (answer = done))
    return this['answers'][name]({} as never)
  } as FakeHost['call'])
  await open()
  await click('nav-inbox')
  expect(document.body.textContent).not.toContain('正在读取本机的记录')
  vi.advanceTimersByTime(301)
  await settle()
  expect(document.body.textContent).toContain('正在读取本机的记录')
  answer()
  await settle()
  expect(document.body.textContent).not.toContain('正在读取本机的记录')
})
