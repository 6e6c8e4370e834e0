import { TokenizerError } from '../errors.ts'
import type { Basic } from './basic.ts'
import { bertTemplate, type SpecialIds, sequenceBy, type Template } from './format/template.ts'
import { sectionsOf } from './special.ts'
import { originOf } from './text/aligned.ts'
import { memoized } from './text/memoized.ts'
import type { Offsets } from './text/offsets.ts'
import type { Pieces, Tokenizer } from './tokenizer.ts'

/** A word cut into tokens. */
export interface Cut {
  readonly ids: readonly number[]
  /** Where each token ends in the word, in UTF-16 units; it starts where the one before ends. */
  readonly ends: readonly number[]
}

/** A token that is recognised whole where a text holds it. */
export interface Added {
  readonly id: number
  readonly content: string
  /** Not part of the text that tokens spell. */
  readonly special: boolean
}

/** What makes one of BERT's tokenizers differ from another. */
export interface Parts {
  /** By id. */
  readonly tokens: readonly string[]
  readonly special: SpecialIds
  /** The special tokens where left out. */
  readonly added?: readonly Added[]
  /** BERT's where left out. */
  readonly template?: Template
  readonly lowerCase: boolean
  readonly basic: Basic
  readonly marksWords: boolean
  /** Cuts a word of a text that was made uniform. */
  cut(word: string): Cut
  /** Puts tokens together, for people: what a decoder does. */
  join(tokens: readonly string[]): string
  files(): ReturnType<Tokenizer['files']>
}

/** A tokenizer from its parts: text is made uniform, split into words, and each word cut. */
export function assemble(parts: Parts): Tokenizer {
  const { tokens, special, lowerCase, basic, marksWords, cut, join, files } = parts
  const specials = Object.values(special).map((id) => ({ id, content: tokens[id] ?? '', special: true }))
  const added = new Map((parts.added ?? specials).map((each) => [each.content, each]))
  const sections = sectionsOf([...added.keys()])
  const template = parts.template ?? bertTemplate(special)
  const isSpecial = (id: number) => added.get(tokens[id] ?? '')?.special ?? false
  const idOf = (content: string) => added.get(content)?.id ?? special.unk
  const uniform = (text: string) => basic.uniform(text, lowerCase)
  const token = (id: number): string => {
    const found = tokens[id]
    if (found === undefined) throw new RangeError(`token: no id ${id}: ids are 0 … ${tokens.length - 1}`)
    return found
  }
  const cutOnce = memoized(cut)

  function pieces(text: string): Pieces {
    const ids: number[] = []
    const offsets: Offsets[] = []
    const wordIds: number[] = []
    let word = -1
    const add = (id: number, start: number, end: number) => {
      ids.push(id)
      offsets.push([start, end])
      wordIds.push(word)
    }
    for (const section of sections(text)) {
      if (section.isAdded) {
        word++
        add(idOf(section.text), section.start, section.start + section.text.length)
        continue
      }
      const aligned = basic.aligned(section.text, section.start, lowerCase)
      for (const { 0: found, index } of aligned.text.matchAll(basic.word)) {
        word++
        const { ids: cutIds, ends } = cutOnce(found)
        cutIds.forEach((id, piece) => {
          add(id, ...originOf(aligned, index + (ends[piece - 1] ?? 0), index + (ends[piece] ?? 0)))
        })
      }
    }
    return { ids: Int32Array.from(ids), offsets, wordIds: Int32Array.from(wordIds) }
  }

  return {
    vocabularySize: tokens.length,
    special,
    template,
    marksWords,
    token,
    pieces,
    encode: (text) => {
      const ids: number[] = []
      for (const section of sections(text)) {
        if (section.isAdded) ids.push(idOf(section.text))
        else
          for (const word of uniform(section.text).match(basic.word) ?? [])
            for (const id of cutOnce(word).ids) ids.push(id)
      }
      return Int32Array.from(ids)
    },
    sequence: sequenceBy(template),
    decode: (inner, { keepSpecialTokens = false } = {}) =>
      join(
        Array.from(inner)
          .filter((id) => keepSpecialTokens || !isSpecial(id))
          .map(token),
      ),
    files,
  }
}

/**
 * The ids of a vocabulary's tokens.
 * @param tokens by id
 * @throws TokenizerError on a token that is there twice
 */
export function idsOf(tokens: readonly string[]): ReadonlyMap<string, number> {
  const ids = new Map(tokens.map((token, id) => [token, id]))
  if (ids.size < tokens.length) {
    const twice = tokens.find((token, id) => ids.get(token) !== id)
    throw new TokenizerError(`vocabulary: ${JSON.stringify(twice)} is there twice`)
  }
  return ids
}

/** @throws TokenizerError on a special token that the vocabulary lacks */
export function idIn(ids: ReadonlyMap<string, number>, token: string): number {
  const id = ids.get(token)
  if (id === undefined) throw new TokenizerError(`vocabulary: the special token ${token} is missing`)
  return id
}
