import * as z from 'zod'
import { kind } from '../format/component.ts'
import { mapCharacters, slice } from '../text/aligned.ts'
import { memberOf } from '../unicode/sets.ts'
import { endOfWhite, startOfWhite } from '../unicode/white-space.ts'
import type { Normalizer } from './normalizer.ts'

const isMark = memberOf('mark')

/** Takes the spaces off one end or both. */
export const strip = kind(
  'Strip',
  { strip_left: z.boolean(), strip_right: z.boolean() },
  ({ strip_left: left, strip_right: right }): Normalizer =>
    (aligned) => {
      const { text } = aligned
      const from = left ? endOfWhite(text, 0) : 0
      return slice(aligned, from, right ? startOfWhite(text, text.length, from) : text.length)
    },
)

/** Takes the marks away; it decomposes nothing. */
export const stripAccents = kind(
  'StripAccents',
  {},
  (): Normalizer => (aligned) => mapCharacters(aligned, (character) => (isMark(character) ? '' : character)),
)
