import * as lists from 'stopword'
import { CorpusError } from '../../errors.ts'

/** What the library names in a way of its own, by its tag in BCP 47. */
const ownNames: Readonly<Record<string, string>> = { panGu: 'pa-Guru', porBr: 'pt-BR', lggNd: 'lgg-x-nd' }

const byLanguage = new Map(
  Object.entries(lists).flatMap(([name, words]): [string, readonly string[]][] =>
    Array.isArray(words) && !name.startsWith('_')
      ? [[Intl.getCanonicalLocales(ownNames[name] ?? name)[0] ?? name, words]]
      : [],
  ),
)

/** The languages that have a list of stop words, as `en`, `zh`, `pt-BR`. */
export const stopWordLanguages: readonly string[] = [...byLanguage.keys()].sort()

/**
 * Whether `language` (`en`, or `eng`) has a list.
 * @example
 * hasStopWords('en') // true
 */
export const hasStopWords = (language: string): boolean => listOf(language) !== undefined

/**
 * The stop words of a language, from the library `stopword`.
 * @param language its tag in BCP 47 or its code in ISO 639-3: `en` or `eng`, `zh` or `zho`
 * @throws CorpusError if there is no list for it
 * @example
 * stopWordsOf('en').includes('the') // true
 */
export function stopWordsOf(language: string): readonly string[] {
  const words = listOf(language)
  if (words === undefined)
    throw new CorpusError(
      `no stop words for ${JSON.stringify(language)}; there are lists for ${stopWordLanguages.join(', ')}`,
    )
  return words
}

function listOf(language: string): readonly string[] | undefined {
  try {
    return byLanguage.get(Intl.getCanonicalLocales(language)[0] ?? '')
  } catch {
    return undefined // no tag at all
  }
}
