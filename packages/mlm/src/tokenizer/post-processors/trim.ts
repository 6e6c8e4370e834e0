import { lengthAt, lengthBefore } from '../text/aligned.ts'
import type { Offsets } from '../text/offsets.ts'
import { memberOf } from '../unicode/sets.ts'

const isWhite = memberOf('white')
const isSpace = (character: string | undefined): boolean =>
  character !== undefined && (character === 'Ġ' || isWhite(character))

/** A token of a text and where it comes from. */
export interface TokenSpan {
  readonly value: string
  readonly offsets: Offsets
}

/**
 * Takes the spaces that a token holds out of its offsets, as ByteLevel and RobertaProcessing do it.
 * @param options.addPrefixSpace the one space of the first token was put there, and is not in the text
 */
export function trimOffsets(
  text: string,
  tokens: readonly TokenSpan[],
  { addPrefixSpace }: { readonly addPrefixSpace: boolean },
): Offsets[] {
  return tokens.map(({ value, offsets: [start, end] }, index) => {
    const characters = [...value]
    const ends = characters.findIndex((character) => !isSpace(character))
    let leading = ends < 0 ? characters.length : ends
    const trailing = ends < 0 ? characters.length : trailingIn(characters)
    if (leading === 1 && addPrefixSpace && (index === 0 || start === 0)) leading = 0
    const first = leading > 0 ? Math.min(forward(text, start, leading), end) : start
    return [first, Math.max(back(text, end, trailing), first)]
  })
}

const trailingIn = (characters: readonly string[]): number =>
  characters.length - 1 - characters.findLastIndex((character) => !isSpace(character))

function forward(text: string, from: number, count: number): number {
  let at = from
  for (let passed = 0; passed < count; passed++) at += at < text.length ? lengthAt(text, at) : 1
  return at
}

/** So many characters before an offset; the offset itself where there aren't as many. */
function back(text: string, from: number, count: number): number {
  let at = from
  for (let passed = 0; passed < count; passed++) {
    if (at === 0) return from
    at -= lengthBefore(text, at)
  }
  return at
}
