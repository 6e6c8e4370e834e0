import * as z from 'zod'
import { kind } from '../format/component.ts'
import { patternIn, patternShape } from '../patterns/pattern.ts'
import { behaviors, patternOver, splitBy } from '../patterns/split.ts'
import { enqueue, type PreTokenizer } from './pre-tokenizer.ts'

const white = patternOver((of) => `[${of('white')}]`)
const punctuationMark = patternOver((of) => `[${of('punctuation')}]`)
const number = patternOver((of) => `[${of('numeric')}]`)
const wordsAndSigns = patternOver((of) => `[${of('wordWhitespace')}]+|[^${of('wordWhitespace', 'white')}]+`)

/** Splits at spaces. */
export const whitespaceSplit = kind('WhitespaceSplit', {}, (): PreTokenizer => splitBy(white, 'Removed'))

/** Splits at spaces, and at each change between word characters and others. */
export const whitespace = kind(
  'Whitespace',
  {},
  (): PreTokenizer => splitBy(wordsAndSigns, 'Removed', { invert: true }),
)

/** BERT's: splits at spaces, and around each punctuation mark. */
export const bert = kind(
  'BertPreTokenizer',
  {},
  (): PreTokenizer => enqueue([splitBy(white, 'Removed'), splitBy(punctuationMark, 'Isolated')]),
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
  ({ pattern, behavior, invert }, location): PreTokenizer =>
    splitBy(patternIn(pattern, location), behavior, { invert }),
)
