import * as z from 'zod'
import { mapCharacters, slice } from '../aligned.ts'
import { kind } from '../component.ts'
import { classOf, memberOf } from '../unicode/sets.ts'
import type { Normalizer } from './normalizer.ts'

const before = new RegExp(`^[${classOf('white')}]*`, 'u')
const after = new RegExp(`[${classOf('white')}]*$`, 'u')
const isMark = memberOf('mark')

/** Takes the spaces off one end or both. */
export const strip = kind(
  'Strip',
  { strip_left: z.boolean(), strip_right: z.boolean() },
  ({ strip_left: left, strip_right: right }): Normalizer =>
    (aligned) => {
      const { text } = aligned
      const from = left ? (before.exec(text)?.[0].length ?? 0) : 0
      const to = right ? (after.exec(text)?.index ?? text.length) : text.length
      return slice(aligned, from, Math.max(from, to))
    },
)

/** Takes the marks away; it decomposes nothing. */
export const stripAccents = kind(
  'StripAccents',
  {},
  (): Normalizer => (aligned) => mapCharacters(aligned, (character) => (isMark(character) ? '' : character)),
)
