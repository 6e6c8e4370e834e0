import * as z from 'zod'
import { inside, type JsonLocation, kind, refused } from '../format/component.ts'
import { literal, patternOver, splitBy } from '../patterns/split.ts'
import { lengthAt, mapCharacters, prepend, replace, slice } from '../text/aligned.ts'
import { bytesAsCharacters } from '../text/byte-characters.ts'
import type { PreTokenizer } from './pre-tokenizer.ts'

const character = z.string().regex(/^.$/su, 'it should be one character')

/** Splits at a character, which is left out. */
export const delimiter = kind(
  'CharDelimiterSplit',
  { delimiter: character },
  ({ delimiter }): PreTokenizer => splitBy(literal(delimiter), 'Removed'),
)

/** So many characters each. */
export const fixedLength = kind(
  'FixedLength',
  { length: z.int().positive() },
  ({ length }): PreTokenizer =>
    (aligned) => {
      const { text } = aligned
      const parts = []
      for (let from = 0, to = 0; from < text.length; from = to) {
        for (let count = 0; count < length && to < text.length; count++) to += lengthAt(text, to)
        parts.push(slice(aligned, from, to))
      }
      return parts
    },
)

/** The keys of Metaspace, which is a pre-tokenizer and a decoder. */
export const metaspaceShape = {
  replacement: character,
  prepend_scheme: z.enum(['always', 'first', 'never']).default('always'),
  split: z.boolean().nullish(),
  /** As older files say it. */
  add_prefix_space: z.boolean().nullish(),
  str_rep: z.string().nullish(),
} as const

/** @throws TokenizerError where the older way to say whether a prefix is put there contradicts the newer one */
export function checkPrefix(
  { add_prefix_space, prepend_scheme }: z.output<z.ZodObject<typeof metaspaceShape>>,
  location: JsonLocation,
): void {
  if (add_prefix_space === false && prepend_scheme !== 'never')
    throw refused(
      inside(location, 'add_prefix_space'),
      ` is false; with it prepend_scheme should be never, not ${prepend_scheme}`,
    )
}

/** Writes a sign for each space, one before the text as well, and splits before each. */
export const metaspace = kind('Metaspace', metaspaceShape, (options, location): PreTokenizer => {
  checkPrefix(options, location)
  const { replacement, prepend_scheme: scheme, split } = options
  const space = literal(' ')
  const before = splitBy(literal(replacement), 'MergedWithNext')
  return (aligned) => {
    const written = replace(aligned, space(aligned.text), replacement)
    const prefixes = scheme === 'always' || (scheme === 'first' && aligned.starts[0] === 0)
    const whole = prefixes && !written.text.startsWith(replacement) ? prepend(written, replacement) : written
    return split === false ? [whole] : before(whole)
  }
})

/** How GPT-2 splits text. */
const gpt2 = patternOver((of) => {
  const letters = of('Lu', 'Ll', 'Lt', 'Lm', 'Lo')
  const numbers = of('N')
  const white = of('white')
  const others = `[^${white}${letters}${numbers}]`
  return `'s|'t|'re|'ve|'m|'ll|'d| ?[${letters}]+| ?[${numbers}]+| ?${others}+|[${white}]+(?![^${white}])|[${white}]+`
})

export const byteLevelShape = {
  add_prefix_space: z.boolean(),
  trim_offsets: z.boolean(),
  use_regex: z.boolean().default(true),
} as const

/** GPT-2's: words with the space before them, each byte written as a character. */
export const byteLevel = kind(
  'ByteLevel',
  byteLevelShape,
  ({ add_prefix_space, use_regex }): PreTokenizer => {
    const words = splitBy(gpt2, 'Isolated')
    return (aligned) => {
      const whole = add_prefix_space && !aligned.text.startsWith(' ') ? prepend(aligned, ' ') : aligned
      return (use_regex ? words(whole) : [whole]).map((word) => mapCharacters(word, bytesAsCharacters))
    }
  },
)
