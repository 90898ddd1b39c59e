// The words of the window in the language of the person. One language at a time, for the whole window.
import { computed, ref } from 'vue'
import type { Language, Words } from '../contract'
import { en } from './en'
import { zh, type Text } from './zh'

const TEXTS: Record<Language, Text> = { zh, en }

/** The language of the window. */
export const language = ref<Language>('zh')

/** Its words. */
export const t = computed(() => TEXTS[language.value])

/** What the engine says, in that language. */
export function say(words: Words): string {
  return words[language.value]
}
