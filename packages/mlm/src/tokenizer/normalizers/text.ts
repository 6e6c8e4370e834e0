import * as z from 'zod'
import { kind } from '../format/component.ts'
import { patternIn, patternShape } from '../patterns/pattern.ts'
import { mapCharacters, prepend as prepended, replace as replaced } from '../text/aligned.ts'
import { bytesAsCharacters } from '../text/byte-characters.ts'
import type { Normalizer } from './normalizer.ts'

export const replace = kind(
  'Replace',
  { pattern: patternShape, content: z.string() },
  ({ pattern, content }, location): Normalizer => {
    const find = patternIn(pattern, location)
    return (aligned) => replaced(aligned, find(aligned.text), content)
  },
)

export const prepend = kind(
  'Prepend',
  { prepend: z.string().min(1) },
  ({ prepend: content }): Normalizer =>
    (aligned) =>
      prepended(aligned, content),
)

export const byteLevel = kind(
  'ByteLevel',
  {},
  (): Normalizer => (aligned) => mapCharacters(aligned, bytesAsCharacters),
)

const isDropped = (code: number): boolean =>
  (code >= 0x01 && code <= 0x08) ||
  code === 0x0b ||
  (code >= 0x0e && code <= 0x1f) ||
  [0x7f, 0x8f, 0x9f].includes(code)
const spaces = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/

/** What SentencePiece's `nmt` rules do beside a normal form. */
export const nmt = kind(
  'Nmt',
  {},
  (): Normalizer => (aligned) =>
    mapCharacters(aligned, (character) => {
      if (isDropped(character.codePointAt(0) ?? 0)) return ''
      return spaces.test(character) ? ' ' : character
    }),
)
