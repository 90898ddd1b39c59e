// Figures, sizes, dates and names as LOOK.md writes them. Times are shown in UTC+8, whatever the PC is set to.
import type { ByteCount, Day, Party, Person, Stamp } from '../contract'
import { language, t } from '.'

const DAY = 86_400_000
const UTC8 = 8 * 3_600_000
const UNITS = ['KB', 'MB', 'GB', 'TB'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** A whole number with commas from 1,000. */
export function figure(value: number): string {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A size: 386 KB, 4.2 MB, 104 GB. */
export function size(bytes: ByteCount): string {
  if (bytes < 1000) return t.value.format.bytes(figure(bytes))
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const whole = unit === 0 || value >= 100 || Number.isInteger(Math.round(value * 10) / 10)
  return `${whole ? figure(Math.max(1, value)) : (Math.round(value * 10) / 10).toFixed(1)} ${UNITS[unit] ?? 'TB'}`
}

/** A speed: 182 MB/s. */
export function speed(bytesPerSecond: ByteCount): string {
  return `${bytesPerSecond < 1000 ? '1 KB' : size(bytesPerSecond)}/s`
}

/** A share in whole per cent, never 100 before it is done. */
export function percent(done: ByteCount, total: ByteCount): number {
  if (total === 0) return 0
  return done >= total ? 100 : Math.min(99, Math.floor((done / total) * 100))
}

interface Parts { year: number; month: number; day: number; weekday: number; clock: string }

function parts(stamp: Stamp): Parts {
  const at = new Date(stamp + UTC8)
  const two = (value: number) => value.toString().padStart(2, '0')
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth(),
    day: at.getUTCDate(),
    weekday: at.getUTCDay(),
    clock: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
  }
}

function sameDay(a: Stamp, b: Stamp): boolean {
  return Math.floor((a + UTC8) / DAY) === Math.floor((b + UTC8) / DAY)
}

/** The time of day: 14:07. */
export function clock(stamp: Stamp): string {
  return parts(stamp).clock
}

/** The time of day with seconds, for details. */
export function exact(stamp: Stamp): string {
  const seconds = Math.floor(stamp / 1000) % 60
  return `${parts(stamp).clock}:${seconds.toString().padStart(2, '0')}`
}

/** A day without its weekday: 11月23日, other years 2027年3月31日. */
export function day(stamp: Stamp, now: Stamp): string {
  const at = parts(stamp)
  const thisYear = at.year === parts(now).year
  if (language.value === 'zh') return `${thisYear ? '' : `${at.year}年`}${at.month + 1}月${at.day}日`
  return `${at.day} ${MONTHS[at.month] ?? ''}${thisYear ? '' : ` ${at.year}`}`
}

/** A day of this year with its weekday: 11月23日 周一; other years without. */
export function dayOfWeek(stamp: Stamp, now: Stamp): string {
  const at = parts(stamp)
  if (at.year !== parts(now).year) return day(stamp, now)
  const weekday = t.value.format.weekdays[at.weekday] ?? ''
  return language.value === 'zh' ? `${day(stamp, now)} ${weekday}` : `${weekday} ${day(stamp, now)}`
}

/** A moment in a narrow place: today its time, else its day. */
export function moment(stamp: Stamp, now: Stamp): string {
  return sameDay(stamp, now) ? clock(stamp) : day(stamp, now)
}

/** A moment in a sentence: 11月23日 周一 14:07. */
export function full(stamp: Stamp, now: Stamp): string {
  return `${dayOfWeek(stamp, now)} ${clock(stamp)}`
}

/** The last day that is `days` days away, as a moment. */
export function inDays(days: number, now: Stamp): Stamp {
  return now + days * DAY
}

/** A party in a row: the department, and the person after a comma. */
export function partyShort(party: Party): string {
  return party.kind === 'department' ? party.department : `${party.department}${t.value.joint}${party.name}`
}

/** A party on a card: department, post, person. */
export function partyFull(party: Party): string {
  return party.kind === 'department' ? party.department : `${party.department}${t.value.joint}${party.post} ${party.name}`
}

/** A party inside a Chinese sentence, without a comma. */
export function partyPlain(party: Party): string {
  if (party.kind === 'department') return party.department
  return language.value === 'zh' ? `${party.department}${party.name}` : `${party.name} of ${party.department}`
}

/** Post and person inside a sentence of their own department. */
export function postName(person: Pick<Person, 'name' | 'post'>): string {
  return language.value === 'zh' ? `${person.post}${person.name}` : `${person.name} (${person.post})`
}

/** Somebody of the own department: name and post; the department where no person is named. */
export function personPost(party: Party): string {
  return party.kind === 'department' ? party.department : `${party.name}${t.value.joint}${party.post}`
}

/** The name alone, inside a sentence of their own department. */
export function personOnly(party: Party): string {
  return party.kind === 'department' ? party.department : party.name
}

/** Sentences after one another: without a space in Chinese, with one in English. */
export function sentences(...all: readonly string[]): string {
  return all.join(language.value === 'zh' ? '' : ' ')
}

/** The organisation tree: 吉林省 / 长春市 / 民政局. */
export function path(names: readonly string[]): string {
  return names.join(' / ')
}

/** Whose desk it is: name first, then the post. */
export function personLine(person: Pick<Person, 'name' | 'post'>): string {
  return `${person.name}${t.value.joint}${person.post}`
}

/** The first moment of a date in UTC+8. */
export function fromDay(date: Day): Stamp {
  return Date.parse(`${date}T00:00:00+08:00`)
}

/** The date of a moment in UTC+8, `months` later: 2027-05-23. */
export function toDay(stamp: Stamp, months = 0): Day {
  const at = parts(stamp)
  return new Date(Date.UTC(at.year, at.month + months, at.day)).toISOString().slice(0, 10)
}
