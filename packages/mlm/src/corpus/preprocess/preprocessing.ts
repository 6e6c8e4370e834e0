import { cleanText } from './clean-text.ts'
import { separateIdeographs } from './ideographs.ts'
import { lowerCase } from './lower-case.ts'
import { type NormalForm, normalize } from './normalize.ts'
import { inOrder, type TextStep } from './step.ts'
import { removeStopWords } from './stop-words.ts'

/** What to do with each document; what is left out is not done. */
export interface Preprocessing {
  /** The Unicode normal form; `normalize`. None where left out. */
  readonly normalize?: NormalForm | undefined
  /** Takes out control characters, and makes every space a plain one; `cleanText`. */
  readonly cleanText?: boolean | undefined
  readonly lowerCase?: boolean | undefined
  /** The words to take out; `removeStopWords`. */
  readonly stopWords?: readonly string[] | undefined
  /** Puts spaces around Chinese characters; `separateIdeographs`. */
  readonly separateIdeographs?: boolean | undefined
}

/**
 * The steps asked for as one, in the order in which each helps the next: normalisation, control characters, lower case,
 * stop words, ideographs.
 * @returns undefined where none is asked for
 * @example
 * preprocessing({ normalize: 'nfkc', lowerCase: true })?.('ﬁne') // 'fine'
 */
export function preprocessing(wanted: Preprocessing): TextStep | undefined {
  const steps: TextStep[] = []
  if (wanted.normalize) steps.push(normalize(wanted.normalize))
  if (wanted.cleanText) steps.push(cleanText)
  if (wanted.lowerCase) steps.push(lowerCase)
  if (wanted.stopWords?.length) steps.push(removeStopWords(wanted.stopWords))
  if (wanted.separateIdeographs) steps.push(separateIdeographs)
  return steps.length === 0 ? undefined : inOrder(...steps)
}
