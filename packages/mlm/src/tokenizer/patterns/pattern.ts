import * as z from 'zod'
import { inside, type JsonLocation } from '../format/component.ts'
import { onigPattern } from './onig.ts'
import { literal, type Pattern } from './split.ts'

/** A pattern as Split and Replace have it: a text or a regular expression. */
export const patternShape = z.union([
  z.strictObject({ String: z.string().min(1) }),
  z.strictObject({ Regex: z.string().min(1) }),
])

export const patternIn = (pattern: z.output<typeof patternShape>, location: JsonLocation): Pattern =>
  'String' in pattern
    ? literal(pattern.String)
    : onigPattern(pattern.Regex, inside(location, 'pattern', 'Regex'))
