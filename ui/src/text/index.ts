// The words of the window in the language of the person. One language at a time, for the whole window.
import { computed, ref, shallowReactive } from 'vue'
import type { Language, Words } from '../contract'
import { zh, type Text } from './zh'

const texts: Partial<Record<Language, Text>> & { zh: Text } = shallowReactive({ zh })

/** The language of the window. */
export const language = ref<Language>('zh')

/** Its words. */
export const t = computed(() => texts[language.value] ?? texts.zh)

/** Speaks a language from now on. English is fetched from the bundle when it is first spoken. */
export async function speak(next: Language): Promise<void> {
  if (next === 'en' && !texts.en) texts.en = (await import('./en')).en
  language.value = next
}

/** What the engine says, in that language. */
export function say(words: Words): string {
  return words[language.value]
}
