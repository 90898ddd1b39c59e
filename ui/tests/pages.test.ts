import { describe, expect, it } from 'vitest'
import { SETTINGS, STAFF, ME, DISK } from '../src/host/fake-data'
import type { Stage } from '../src/contract'
import { all, click, get, maybe, open, settle, text, violations } from './mount'

const MB = 1024 ** 2
const PLACES = ['home', 'catalogue', 'inbox', 'mine', 'transfers', 'settings'] as const
const LANGUAGES = ['zh', 'en'] as const

describe.each(LANGUAGES)('in %s', (language) => {
  describe.each(['full', 'empty'] as const)('on a desk that is %s', (filled) => {
    it.each(PLACES)('%s stands by itself and breaks no rule of accessibility', async (place) => {
      await open({ filled, display: { language } })
      await click(`nav-${place}`)
      expect(get(`page-${place}`).querySelectorAll('h1')).toHaveLength(1)
      expect(get(`nav-${place}`).getAttribute('aria-current')).toBe('page')
      expect(document.querySelectorAll('main')).toHaveLength(1)
      expect(text('demo')).toBe(language === 'zh' ? '演示 (DEMO)' : 'DEMO')
      expect(await violations()).toEqual([])
    })
  })
})

const STAGES: Record<string, Stage> = {
  sign_in: { stage: 'sign_in', platform: 'http://127.0.0.1:1', staff: STAFF },
  admit: { stage: 'admit', me: ME, code: ['7F3A', '91C2'], admins: SETTINGS.department.admins },
  stopped: { stage: 'stopped', error: DISK },
}

describe('before the daily work', () => {
  it.each(Object.keys(STAGES))('%s says DEMO and breaks no rule of accessibility', async (stage) => {
    await open({ stage: STAGES[stage] as Stage })
    expect(text('demo')).toBe('演示 (DEMO)')
    expect(document.querySelectorAll('h1')).toHaveLength(1)
    expect(await violations()).toEqual([])
  })

  it('a member of the demo staff signs in with one click', async () => {
    const host = await open({ stage: STAGES.sign_in as Stage })
    await click('sign-in-cc-zhao')
    expect(host.calls).toContainEqual({ name: 'sign_in', args: { demo_staff: 'cc-zhao' } })
    expect(text('who')).toContain('长春市财政局')
  })

  it('a refused sign-in says why and can be tried again', async () => {
    const host = await open({ stage: STAGES.sign_in as Stage, fails: { sign_in: 'offline' } })
    await click('sign-in-cc-zhao')
    expect(get('error').dataset.code).toBe('offline')
    host.fail('sign_in', null)
    await click('sign-in-cc-zhao')
    expect(maybe('error')).toBeNull()
    expect(maybe('page-home')).not.toBeNull()
  })

  it('the admission page reads the code in groups and names who can admit', async () => {
    await open({ stage: STAGES.admit as Stage })
    expect(text('admit-code')).toBe('7F3A91C2')
    expect(text('admit-who')).toContain('高翔')
  })

  it('goes on by itself when the desk changes', async () => {
    const host = await open({ stage: STAGES.admit as Stage })
    await host.call('sign_in', { demo_staff: 'cc-zhao' })
    host.emit({ event: 'changed', places: ['desk'] })
    await settle()
    expect(maybe('page-home')).not.toBeNull()
  })
})

describe('the nav', () => {
  it('counts the inbox in amber words when something ends today', async () => {
    await open()
    expect(get('count-inbox').dataset.due).toBe('4')
    expect(get('count-inbox').classList).toContain('amber')
    expect(text('count-inbox')).toBe('9 件待办，4 件今日到期')
    expect(text('count-catalogue')).toBe('89,013')
  })

  it('says nothing of DEMO on real ground', async () => {
    await open({ ground: 'real' })
    expect(maybe('demo')).toBeNull()
  })
})

describe('failures', () => {
  it('a page that cannot be read says what, whether it is safe and what to do', async () => {
    const host = await open({ fails: { home: 'offline' } })
    expect(get('error').getAttribute('role')).toBe('status')
    host.fail('home', null)
    host.emit({ event: 'changed', places: ['home'] })
    await settle()
    expect(maybe('error')).toBeNull()
  })

  it('an act that fails is said in words, with its code under 详情, and its button does something', async () => {
    const host = await open({ fails: { fetch: 'disk_full' } })
    await click('fetch')
    expect(get('error').getAttribute('role')).toBe('alert')
    expect(get('error').querySelector('details')?.textContent).toContain('disk_full')
    expect(await violations()).toEqual([])
    await click('remedy')
    expect(host.calls.at(-1)?.name).toBe('choose_downloads')
  })
})

describe('settings', () => {
  it('changes text size, theme and language at once', async () => {
    await open()
    await click('nav-settings')
    await click('text-size-200')
    await click('theme-dark')
    await click('language-en')
    expect(document.documentElement.dataset).toMatchObject({ text: '200', theme: 'dark' })
    expect(document.documentElement.lang).toBe('en')
    expect(get('page-settings').querySelector('h1')?.textContent).toBe('Settings')
  })

  it('sets how fast transfers may be and when, and how much is kept', async () => {
    const host = await open()
    await click('nav-settings')
    await click('rate-hours-always')
    expect(host.calls).toContainEqual({ name: 'set_setting', args: { change: { setting: 'rate', value: { limit: 5 * MB, hours: 'always' } } } })
    await click(`rate-${20 * MB}`)
    expect(host.calls).toContainEqual({ name: 'set_setting', args: { change: { setting: 'rate', value: { limit: 20 * MB, hours: 'always' } } } })
    await click('rate-0')
    expect(maybe('rate-hours-always')).toBeNull()
    await click(`cache-limit-${2 * 1024 * MB}`)
    expect(host.calls).toContainEqual({ name: 'set_setting', args: { change: { setting: 'cache_limit', value: 2 * 1024 * MB } } })
    expect(await violations()).toEqual([])
  })

  it('says where the diagnosis file went', async () => {
    await open()
    await click('nav-settings')
    await click('diagnosis')
    expect(get('page-settings').textContent).toContain('已存为 吉享诊断-20261123.txt')
  })
})

it('a notification that was clicked opens the row it was about', async () => {
  const host = await open()
  host.emit({ event: 'show', place: 'inbox', delivery: 'a2' })
  await settle()
  expect(get('delivery-card').dataset.id).toBe('a2')
})

it('a notification about a matter opens its card, and so does a row of the morning page', async () => {
  const host = await open()
  host.emit({ event: 'show', place: 'inbox', matter: 'rq-dh' })
  await settle()
  expect(get('matter-card').dataset.id).toBe('rq-dh')
  await click('nav-home')
  expect([...get('due').querySelectorAll<HTMLElement>('[data-testid="home-row"]')].map((row) => row.dataset.id)).toEqual(['rq-late', 'rq-sj', 'rq-dh', 'a4'])
  await click('to-matter')
  expect(get('matter-card').dataset.id).toBe('rq-late')
})

it('home rows fetch and open without leaving the page', async () => {
  const host = await open()
  await click(all('open')[0] as HTMLElement)
  expect(host.calls.at(-1)).toEqual({ name: 'open', args: { id: 'a1', item: null } })
  await click(all('fetch')[0] as HTMLElement)
  expect(host.calls.some((call) => call.name === 'fetch')).toBe(true)
  expect(maybe('page-home')).not.toBeNull()
})
