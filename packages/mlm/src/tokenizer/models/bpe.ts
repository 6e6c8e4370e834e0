import TinyQueue from 'tinyqueue'
import { lengthAt } from '../text/aligned.ts'
import { byteTokens } from './byte-tokens.ts'
import type { Model, Token } from './model.ts'

/** Which two tokens become which one, and how early: by their ids. */
export type Merges = ReadonlyMap<number, ReadonlyMap<number, { readonly rank: number; readonly id: number }>>

interface BpeSettings {
  readonly merges: Merges
  /** What a character that the vocabulary lacks is; without it such a character is left out. */
  readonly unknown?: string | undefined
  /** Several such in a row are one. */
  readonly fuseUnknown: boolean
  readonly byteFallback: boolean
  /** A word that is a token is that token, whatever the merges say. */
  readonly ignoreMerges: boolean
  /** Written before each character but the first of a word. */
  readonly prefix: string
  /** Written after the last one. */
  readonly suffix: string
}

interface Piece {
  id: number
  /** In bytes, as what is left out and what bytes spell is counted so. */
  length: number
  before: number
  after: number
}

/** Neighbours are merged, those of the earliest merge first, until none is left. Sennrich et al. 2016. */
export function bpe(
  tokens: readonly string[],
  ids: ReadonlyMap<string, number>,
  settings: BpeSettings,
): Model {
  const { merges, ignoreMerges } = settings
  const symbolsOf = starter(ids, settings)
  return (word) => {
    const whole = ignoreMerges ? ids.get(word) : undefined
    if (whole !== undefined) return [{ id: whole, value: word, from: 0, to: word.length }]
    const symbols = symbolsOf(word)
    mergeAll(symbols, merges)
    const { starts, ends } = unitsOfBytes(word)
    const found: Token[] = []
    let at = 0
    for (const { id, length } of symbols) {
      if (length === 0) continue
      found.push({
        id,
        value: tokens[id] ?? '',
        from: starts[at] ?? word.length,
        to: ends[at + length - 1] ?? word.length,
      })
      at += length
    }
    return found
  }
}

/** The symbols of a word before any is merged. */
function starter(
  ids: ReadonlyMap<string, number>,
  { unknown, fuseUnknown, byteFallback, prefix, suffix }: BpeSettings,
): (word: string) => Piece[] {
  const bytes = byteFallback ? byteTokens(ids) : () => undefined
  const unknownId = unknown === undefined ? undefined : ids.get(unknown)
  return (word) => {
    const symbols: Piece[] = []
    const add = (id: number, length: number) => {
      const index = symbols.length
      const last = symbols[index - 1]
      if (last !== undefined) last.after = index
      symbols.push({ id, length, before: index - 1, after: -1 })
    }
    /** An unknown symbol that isn't added yet: it may go on, and bytes go before it. */
    let pending = 0
    const flush = () => {
      if (pending > 0 && unknownId !== undefined) add(unknownId, pending)
      pending = 0
    }
    for (let at = 0; at < word.length; ) {
      const next = at + lengthAt(word, at)
      const character = word.slice(at, next)
      const length = utf8Length(character)
      const written = (at > 0 ? prefix : '') + character + (next === word.length ? suffix : '')
      at = next
      const id = ids.get(written)
      const spelt = id === undefined ? bytes(written) : undefined
      if (id !== undefined) {
        flush()
        add(id, length)
      } else if (spelt !== undefined) for (const byte of spelt) add(byte.id, 1)
      else if (unknownId !== undefined) {
        if (!fuseUnknown) flush()
        pending += length
      }
    }
    flush()
    return symbols
  }
}

interface Candidate {
  readonly index: number
  readonly rank: number
  readonly id: number
}

function mergeAll(symbols: Piece[], merges: Merges): void {
  const queue = new TinyQueue<Candidate>([], (a, b) => a.rank - b.rank || a.index - b.index)
  const offer = (index: number, left: Piece | undefined, right: Piece | undefined) => {
    const merge = left && right && merges.get(left.id)?.get(right.id)
    if (merge) queue.push({ index, ...merge })
  }
  for (let index = 0; index + 1 < symbols.length; index++) offer(index, symbols[index], symbols[index + 1])
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const left = symbols[top.index]
    const right = left && symbols[left.after]
    if (left === undefined || left.length === 0 || right === undefined) continue
    if (merges.get(left.id)?.get(right.id)?.id !== top.id) continue
    left.id = top.id
    left.length += right.length
    left.after = right.after
    right.length = 0
    const after = symbols[left.after]
    if (after !== undefined) after.before = top.index
    offer(left.before, symbols[left.before], left)
    offer(top.index, left, after)
  }
}

/** Of each byte of a word where its character starts and ends, in UTF-16 units. */
function unitsOfBytes(word: string): { starts: number[]; ends: number[] } {
  const starts: number[] = []
  const ends: number[] = []
  for (let at = 0; at < word.length; ) {
    const next = at + lengthAt(word, at)
    for (let byte = utf8Length(word.slice(at, next)); byte > 0; byte--) {
      starts.push(at)
      ends.push(next)
    }
    at = next
  }
  return { starts, ends }
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
