// Days as people write them, and the days that are asked for most.
import type { Day, Stamp } from '../contract'
import { fromDay, toDay } from './format'

/** Reads 2027-3-31, 2027.3.31, 2027/3/31, 20270331 and 2027年3月31日. Null for what is no day, or lies before today. */
export function readDay(text: string, now: Stamp): Day | null {
  const plain = text.trim().replace(/[年月./]/g, '-').replace(/日$/, '')
  const found = /^(\d{4})-?(\d{1,2})-?(\d{1,2})$/.exec(plain)
  if (!found) return null
  const [year = '', month = '', day = ''] = found.slice(1)
  if (!plain.includes('-') && plain.length !== 8) return null
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = fromDay(date)
  if (Number.isNaN(at) || toDay(at) !== date || date < toDay(now)) return null
  return date
}

/** Three and six months, a year, the ends of this and the next year. */
export function dayChoices(now: Stamp, words: { months: (n: number) => string; year: string; yearEnd: string; nextYearEnd: string }): { value: Day; text: string }[] {
  const year = Number(toDay(now).slice(0, 4))
  return [
    { value: toDay(now, 3), text: words.months(3) },
    { value: toDay(now, 6), text: words.months(6) },
    { value: toDay(now, 12), text: words.year },
    { value: `${year}-12-31`, text: words.yearEnd },
    { value: `${year + 1}-12-31`, text: words.nextYearEnd },
  ].filter((one, i, all) => all.findIndex((other) => other.value === one.value) === i)
}
