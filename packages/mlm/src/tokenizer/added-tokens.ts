import { inside, type JsonLocation, refused } from './format/component.ts'
import type { Normalizer } from './normalizers/normalizer.ts'
import { type Aligned, lengthAt, lengthBefore, slice } from './text/aligned.ts'
import { memberOf } from './unicode/sets.ts'
import { endOfWhite, startOfWhite } from './unicode/white-space.ts'

/** A token that is recognised whole where a text holds it, as a tokenizer.json describes it. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  /** Only where no letter or digit is beside it. */
  readonly single_word: boolean
  /** With the spaces before it. */
  readonly lstrip: boolean
  /** With the spaces after it. */
  readonly rstrip: boolean
  /** Is looked for in the text that was made uniform, made uniform itself; else in the text as it came. */
  readonly normalized: boolean
  readonly special: boolean
}

/** A part of a text: an added token, or what stands between two. */
export interface Section {
  readonly aligned: Aligned
  readonly id?: number
}

/** Finds the added tokens of a text, before it is made uniform and after. */
interface AddedTokens {
  sections(text: Aligned): Section[]
  /** As it is written once it was made uniform: what a decoder gets. */
  written(id: number): string | undefined
}

const isOfWord = memberOf('wordWhitespace')
const wordBefore = (text: string, at: number): boolean =>
  at > 0 && isOfWord(text.slice(at - lengthBefore(text, at), at))
const wordAfter = (text: string, at: number): boolean =>
  at < text.length && isOfWord(text.slice(at, at + lengthAt(text, at)))

/**
 * @param normalize makes a text uniform
 * @throws TokenizerError where two are the same once they were made uniform, or one is nothing
 */
export function addedTokens(
  tokens: readonly AddedToken[],
  normalize: Normalizer | undefined,
  uniform: (content: string) => string,
  location: JsonLocation,
): AddedTokens {
  const written = new Map(
    tokens.map(({ id, content, normalized }) => [id, normalized ? uniform(content) : content]),
  )
  const raw = finder(tokens.filter(({ normalized }) => !normalized))
  const patterns = tokens.filter(({ normalized }) => normalized)
  const known = new Map<string, string>()
  for (const { id, content } of patterns) {
    const pattern = written.get(id) ?? ''
    const other = known.get(pattern)
    const index = tokens.findIndex((token) => token.id === id)
    if (pattern === '')
      throw refused(
        inside(location, index, 'content'),
        `${JSON.stringify(content)} is nothing once normalized`,
      )
    if (other !== undefined)
      throw refused(
        inside(location, index, 'content'),
        `${JSON.stringify(content)} is the same as ${JSON.stringify(other)} once normalized`,
      )
    known.set(pattern, content)
  }
  const normal = finder(patterns.map((token) => ({ ...token, content: written.get(token.id) ?? '' })))
  return {
    sections: (text) =>
      raw(text).flatMap((section) =>
        section.id === undefined
          ? normal(normalize === undefined ? section.aligned : normalize(section.aligned))
          : [section],
      ),
    written: (id) => written.get(id),
  }
}

/** Of those that start at one offset the longest is taken. */
function finder(tokens: readonly AddedToken[]): (text: Aligned) => Section[] {
  if (tokens.length === 0) return (aligned) => (aligned.text === '' ? [] : [{ aligned }])
  const byContent = new Map(tokens.map((token) => [token.content, token]))
  const longestFirst = [...byContent.keys()].toSorted((a, b) => b.length - a.length).map(escaped)
  const any = new RegExp(longestFirst.join('|'), 'gu')
  return (aligned) => {
    const { text } = aligned
    const sections: Section[] = []
    let done = 0
    for (const { 0: found, index } of text.matchAll(any)) {
      const token = byContent.get(found)
      let start = index
      let end = index + found.length
      if (token === undefined) continue
      if (token.single_word && (wordBefore(text, start) || wordAfter(text, end))) continue
      if (token.lstrip) start = Math.max(startOfWhite(text, start, done), done)
      if (token.rstrip) end = endOfWhite(text, end)
      if (done < start) sections.push({ aligned: slice(aligned, done, start) })
      sections.push({ aligned: slice(aligned, start, end), id: token.id })
      done = end
    }
    if (done < text.length)
      sections.push({ aligned: done === 0 ? aligned : slice(aligned, done, text.length) })
    return sections
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
