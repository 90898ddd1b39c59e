// The catalogue fields beside name, summary and class, in the order of the record: which there are, and what they can say.
import type { Field } from '../contract'
import { t } from '../text'

export const FIELDS: readonly Field[] = [
  'code', 'subject', 'unit', 'format_class', 'format', 'share_method', 'open_class', 'open_condition', 'update_cycle', 'published',
  'related', 'grade', 'category', 'theme', 'scenario', 'matter', 'spatial', 'period', 'system', 'secrecy_review', 'pia',
]

/** Whether it follows from the file, the day or another office: shown, not changed. */
export function byItself(field: Field): boolean {
  return field === 'code' || field === 'format_class' || field === 'format' || field === 'published' || field === 'open_class'
}

/** How many characters a field can hold. */
export const MOST: Partial<Record<Field, number>> = {
  subject: 64, unit: 128, open_condition: 500, category: 64, theme: 64, spatial: 128, period: 128, system: 128, secrecy_review: 128, pia: 128,
}

// The record is kept in the words of the national model; the screen may say them in another language.
const WORDS: Partial<Record<Field, { values: readonly string[]; names: () => readonly string[] }>> = {
  grade: { values: ['一般', '重要', '核心'], names: () => t.value.publish.grades },
  share_method: { values: ['文件下载', '批量交换', '服务接口'], names: () => t.value.publish.methods },
}

/** What a field can say, where it is one of a few words; null where it is free text, or says something else already. */
export function options(field: Field, value: string): { value: string; text: string }[] | null {
  const words = WORDS[field]
  if (!words?.values.includes(value)) return null
  const names = words.names()
  return words.values.map((one, i) => ({ value: one, text: names[i] ?? one }))
}
