import * as z from 'zod'
import { kind } from '../component.ts'
import { patternIn, patternShape } from '../pattern.ts'
import { behaviors, patternOf, splitBy } from '../split.ts'
import { classOf } from '../unicode/sets.ts'
import { inTurn, type PreTokenizer } from './pre-tokenizer.ts'

const any = (of: string) => patternOf(new RegExp(`[${of}]`, 'gu'))
const white = any(classOf('white'))
const punctuationMark = any(classOf('punctuation'))
const number = any(classOf('numeric'))

/** Splits at spaces. */
export const whitespaceSplit = kind('WhitespaceSplit', {}, (): PreTokenizer => splitBy(white, 'Removed'))

/** Splits at spaces, and at each change between word characters and others. */
export const whitespace = kind('Whitespace', {}, (): PreTokenizer => {
  const words = `[${classOf('wordWhitespace')}]+|[^${classOf('wordWhitespace', 'white')}]+`
  return splitBy(patternOf(new RegExp(words, 'gu')), 'Removed', { invert: true })
})

/** BERT's: splits at spaces, and around each punctuation mark. */
export const bert = kind(
  'BertPreTokenizer',
  {},
  (): PreTokenizer => inTurn([splitBy(white, 'Removed'), splitBy(punctuationMark, 'Isolated')]),
)

export const punctuation = kind(
  'Punctuation',
  { behavior: z.enum(behaviors).default('Isolated') },
  ({ behavior }): PreTokenizer => splitBy(punctuationMark, behavior),
)

export const digits = kind(
  'Digits',
  { individual_digits: z.boolean() },
  ({ individual_digits }): PreTokenizer => splitBy(number, individual_digits ? 'Isolated' : 'Contiguous'),
)

export const split = kind(
  'Split',
  { pattern: patternShape, behavior: z.enum(behaviors), invert: z.boolean() },
  ({ pattern, behavior, invert }, place): PreTokenizer =>
    splitBy(patternIn(pattern, place), behavior, { invert }),
)
