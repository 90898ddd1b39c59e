import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Event } from '../src/contract'
import { FakeHost } from '../src/host/fake'
import type { Listening } from '../src/host/host'
import { rest } from '../src/later'
import { all, click, get, maybe, open, settle, text } from './mount'

/** Lets the channel of the next window open with `how`, which is handed how it opens by itself. */
function listen(how: (opened: () => Promise<Listening>, on: (event: Event) => void) => Promise<Listening>) {
  const real = FakeHost.prototype.listen
  vi.spyOn(FakeHost.prototype, 'listen').mockImplementation(function (this: FakeHost, on) {
    return how(() => real.call(this, on), on)
  })
}

afterEach(() => vi.useRealTimers())

describe('the first picture', () => {
  it('has its rows without another question', async () => {
    const host = await open()
    expect(all('home-row').length).toBeGreaterThan(0)
    expect(host.calls).toEqual([])
  })

  it('is the frame where the answer takes longer than 0.15 s, and the rows follow', async () => {
    vi.useFakeTimers()
    let answer: () => void = () => undefined
    listen(async (opened) => {
      await new Promise<void>((done) => (answer = done))
      return opened()
    })
    const opening = open()
    expect(document.querySelector('nav')).toBeNull()
    vi.advanceTimersByTime(150)
    await opening
    expect(document.querySelector('nav')).not.toBeNull()
    expect(maybe('page-home')).toBeNull()
    answer()
    await settle()
    expect(all('home-row').length).toBeGreaterThan(0)
  })

  it('asks again for what changed while the answer was on its way', async () => {
    listen(async (opened, on) => {
      const listening = await opened()
      on({ event: 'changed', places: ['desk', 'inbox'] })
      return listening
    })
    const host = await open()
    expect(host.calls.map((call) => call.name)).toEqual(['desk', 'home'])
    expect(all('home-row').length).toBeGreaterThan(0)
  })

  it('says in three parts why the channel does not open', async () => {
    listen(() => Promise.reject(new Error('made up')))
    await open()
    expect(get('error').dataset.code).toBe('internal')
    expect(get('error').querySelectorAll('p').length).toBeGreaterThanOrEqual(3)
  })

  it('is English where the desk is', async () => {
    await open({ display: { language: 'en' } })
    expect(document.documentElement.lang).toBe('en')
    expect(text('nav-settings')).toBe('Settings')
  })
})

describe('whoever is quicker than the other pages', () => {
  it('keeps the first one until they are here, and then has what was asked for', async () => {
    await open()
    const pages = rest.value
    rest.value = null
    await click('nav-transfers')
    expect(maybe('page-home')).not.toBeNull()
    expect(get('nav-transfers').getAttribute('aria-current')).toBe('page')
    rest.value = pages
    await settle()
    expect(maybe('page-transfers')).not.toBeNull()
  })

  it('finds the file that was dropped in the sheet', async () => {
    await open()
    const pages = rest.value
    rest.value = null
    await click('choose')
    expect(maybe('sheet')).toBeNull()
    rest.value = pages
    await settle()
    expect(maybe('sheet')).not.toBeNull()
  })
})
