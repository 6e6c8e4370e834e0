import { type Aligned, type Match, slice } from '../text/aligned.ts'
import { expressionOver } from '../unicode/sets.ts'

/** Finds the matches of a pattern, in order, none over another. */
export type Pattern = (text: string) => readonly Match[]

/** What becomes of a match where a text is split. */
export const behaviors = [
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
] as const
type Behavior = (typeof behaviors)[number]

interface Part {
  readonly from: number
  readonly to: number
  readonly matched: boolean
}

/**
 * Splits where a pattern matches.
 * @param options.invert what matches is kept, and what doesn't is the separator
 * @example
 * // with the pattern `-` and the text `the-final--countdown`:
 * // Removed            the final countdown
 * // Isolated           the - final - - countdown
 * // MergedWithPrevious the- final- - countdown
 * // MergedWithNext     the -final - -countdown
 * // Contiguous         the - final -- countdown
 */
export function splitBy(
  pattern: Pattern,
  behavior: Behavior,
  { invert = false } = {},
): (aligned: Aligned) => Aligned[] {
  const joined = join[behavior]
  return (aligned) =>
    joined(partsOf(aligned.text, pattern(aligned.text), invert)).map(({ from, to }) =>
      from === 0 && to === aligned.text.length ? aligned : slice(aligned, from, to),
    )
}

function partsOf(text: string, matches: readonly Match[], invert: boolean): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const [from, to] of matches) {
    if (from > at) parts.push({ from: at, to: from, matched: invert })
    parts.push({ from, to, matched: !invert })
    at = to
  }
  if (at < text.length) parts.push({ from: at, to: text.length, matched: invert })
  return parts
}

const join: Record<Behavior, (parts: readonly Part[]) => readonly Part[]> = {
  Removed: (parts) => parts.filter(({ matched }) => !matched),
  Isolated: (parts) => parts,
  Contiguous: (parts) => merged(parts, (part, before) => part.matched === before),
  MergedWithPrevious: (parts) => merged(parts, (part, before) => part.matched && !before),
  MergedWithNext: (parts) =>
    merged(parts.toReversed(), (part, before) => part.matched && !before).toReversed(),
}

/** Each part joined to the one before it where `joins` says so; before the first there is none that matched. */
function merged(parts: readonly Part[], joins: (part: Part, beforeMatched: boolean) => boolean): Part[] {
  const made: Part[] = []
  let before = false
  for (const part of parts) {
    const last = made.at(-1)
    if (last !== undefined && joins(part, before))
      made[made.length - 1] = {
        from: Math.min(last.from, part.from),
        to: Math.max(last.to, part.to),
        matched: last.matched,
      }
    else made.push(part)
    before = part.matched
  }
  return made
}

/** The matches of a regular expression over sets of characters, which matches no empty text. */
export function patternOver(write: Parameters<typeof expressionOver>[0]): Pattern {
  const expression = expressionOver(write)
  return (text) =>
    Array.from(text.matchAll(expression(text)), ({ 0: found, index }) => [index, index + found.length])
}

/** The matches of a text that isn't empty. */
export const literal =
  (content: string): Pattern =>
  (text) => {
    const matches: Match[] = []
    for (let at = text.indexOf(content); at >= 0; at = text.indexOf(content, at + content.length))
      matches.push([at, at + content.length])
    return matches
  }
