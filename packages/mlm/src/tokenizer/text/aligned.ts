/**
 * A text that was made uniform, and where each of its UTF-16 units comes from in the original one. The two units of a
 * character have the same origin. The rules for what comes from where are those of Hugging Face's `NormalizedString`.
 */
export interface Aligned {
  readonly text: string
  /** Where what a unit comes from starts in the original, in UTF-16 units. */
  readonly starts: readonly number[]
  /** Where it ends. */
  readonly ends: readonly number[]
}

/**
 * A text before anything was done to it.
 * @param start where it starts in a longer original
 * @example
 * untouched('a😀', 5) // { text: 'a😀', starts: [5, 6, 6], ends: [6, 8, 8] }
 */
export function untouched(text: string, start = 0): Aligned {
  const starts: number[] = []
  const ends: number[] = []
  for (let at = 0; at < text.length; ) {
    const length = lengthAt(text, at)
    for (let unit = 0; unit < length; unit++) {
      starts.push(start + at)
      ends.push(start + at + length)
    }
    at += length
  }
  return { text, starts, ends }
}

/** A part of it, from one unit to another. */
export const slice = ({ text, starts, ends }: Aligned, from: number, to: number): Aligned => ({
  text: text.slice(from, to),
  starts: starts.slice(from, to),
  ends: ends.slice(from, to),
})

/** Each character by itself becomes none, one or several, which all come from where it came from. */
export function mapCharacters(aligned: Aligned, become: (character: string) => string): Aligned {
  const { text, starts, ends } = aligned
  const made: { text: string; starts: number[]; ends: number[] } = { text: '', starts: [], ends: [] }
  for (let at = 0; at < text.length; ) {
    const length = lengthAt(text, at)
    const character = length === 1 ? (text[at] ?? '') : text.slice(at, at + length)
    const replacement = become(character)
    made.text += replacement
    const start = starts[at] ?? 0
    const end = ends[at] ?? start
    for (let unit = 0; unit < replacement.length; unit++) {
      made.starts.push(start)
      made.ends.push(end)
    }
    at += length
  }
  return made
}

/**
 * A character of a new text, and how it came about: 0 in place of the next character of the old one, 1 beside the one
 * before it, −n in place of the next one, with the n after that left out.
 */
export type Change = readonly [character: string, change: number]

/** The text of the changes, with the origins that follow from them. */
export function transform(aligned: Aligned, changes: readonly Change[]): Aligned {
  const { text } = aligned
  const made: { text: string; starts: number[]; ends: number[] } = { text: '', starts: [], ends: [] }
  const first = aligned.starts[0] ?? 0
  let at = 0
  for (const [character, change] of changes) {
    const from = change > 0 ? at - 1 : at
    const start = aligned.starts[from] ?? (from < 0 ? first : (aligned.ends.at(-1) ?? first))
    const end = aligned.ends[from] ?? start
    if (change <= 0) at += lengthAt(text, at)
    for (let skipped = change; skipped < 0 && at < text.length; skipped++) at += lengthAt(text, at)
    made.text += character
    for (let unit = 0; unit < character.length; unit++) {
      made.starts.push(start)
      made.ends.push(end)
    }
  }
  return made
}

/**
 * Each match replaced; what comes in its place comes from its last character, or stands before the text, from nothing.
 * @param matches in order, none over another
 */
export function replace(aligned: Aligned, matches: readonly Match[], content: string): Aligned {
  if (matches.length === 0) return aligned
  const { text, starts, ends } = aligned
  const made: { text: string; starts: number[]; ends: number[] } = { text: '', starts: [], ends: [] }
  const keep = (from: number, to: number) => {
    made.text += text.slice(from, to)
    for (let unit = from; unit < to; unit++) {
      made.starts.push(starts[unit] ?? 0)
      made.ends.push(ends[unit] ?? 0)
    }
  }
  let kept = 0
  for (const [from, to] of matches) {
    keep(kept, from)
    made.text += content
    const first = starts[0] ?? 0
    const [start, end] = to > 0 ? [starts[to - 1] ?? first, ends[to - 1] ?? first] : [first, first]
    for (let unit = 0; unit < content.length; unit++) {
      made.starts.push(start)
      made.ends.push(end)
    }
    kept = to
  }
  keep(kept, text.length)
  return made
}

/** With a text before it, which comes from where its first character comes from; nothing where there is none. */
export function prepend(aligned: Aligned, content: string): Aligned {
  const { text, starts, ends } = aligned
  const [start] = starts
  const [end] = ends
  if (start === undefined || end === undefined) return aligned
  return {
    text: content + text,
    starts: [...Array.from(content.split(''), () => start), ...starts],
    ends: [...Array.from(content.split(''), () => end), ...ends],
  }
}

/** Where something was found in a text, in units. */
export type Match = readonly [from: number, to: number]

/** Where the units between two offsets come from. */
export function originOf({ starts, ends }: Aligned, from: number, to: number): Match {
  const start = starts[from] ?? ends.at(-1) ?? 0
  return [start, to > from ? (ends[to - 1] ?? start) : start]
}

/** How many units the character at an offset has. */
export function lengthAt(text: string, at: number): 1 | 2 {
  const unit = text.charCodeAt(at)
  if (unit < 0xd800 || unit > 0xdbff) return 1
  const next = text.charCodeAt(at + 1)
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1
}

/** Whether an offset is between the two units of a character. */
export const isInside = (text: string, at: number): boolean => at > 0 && lengthAt(text, at - 1) === 2

/** How many units the character before an offset has; there has to be one. */
export const lengthBefore = (text: string, at: number): 1 | 2 => (isInside(text, at - 1) ? 2 : 1)
