import * as z from 'zod'
import type { Tokenizer } from './tokenizer.ts'

const reasons = ['long', 'character', 'word', 'written'] as const

/**
 * Why a part of a text is [UNK]: `long`, a word of more characters than the tokenizer takes; `character`, one that the
 * vocabulary lacks; `word`, one that it lacks; `written`, where the text says [UNK] itself.
 */
export type UnknownReason = (typeof reasons)[number]

/** How much of a text a tokenizer doesn't know. */
export interface UnknownText {
  /** Tokens in all, [CLS] and [SEP] not among them. */
  readonly tokens: number
  /** Those that are [UNK]. */
  readonly unknown: number
  /** `unknown / tokens`; 0 where there are no tokens. */
  readonly share: number
  /** The most frequent reason; nothing where all is known. */
  readonly reason: UnknownReason | undefined
  /** Some different characters or words that are [UNK] for that reason, in the order of the text. */
  readonly examples: readonly string[]
}

/** The reason is judged by so many [UNK]; the share by all. */
const JUDGED = 1000

const EXAMPLES = 3

/**
 * Counts what a tokenizer doesn't know of the texts that it is given.
 * @example
 * const counter = unknownCounter(tokenizer)
 * counter.add('the cat miaows')
 * counter.report() // { tokens: 3, unknown: 1, share: 0.333, reason: 'word', examples: ['miaows'] }
 */
export function unknownCounter(tokenizer: Tokenizer) {
  const { unk } = tokenizer.special
  const judged = { long: 0, character: 0, word: 0, written: 0 }
  const examples: Record<UnknownReason, Set<string>> = {
    long: new Set(),
    character: new Set(),
    word: new Set(),
    written: new Set(),
  }
  let tokens = 0
  let unknown = 0
  let left = JUDGED
  let judge: ReturnType<typeof judgeOf> | undefined

  const count = (text: string, ids: Int32Array, times: number) => {
    tokens += ids.length * times
    let found = 0
    for (const id of ids) if (id === unk) found++
    unknown += found * times
    if (found === 0 || left <= 0) return
    const { ids: all, offsets } = tokenizer.pieces(text)
    judge ??= judgeOf(tokenizer)
    for (const [place, id] of all.entries()) {
      if (id !== unk || left-- <= 0) continue
      const [start, end] = offsets[place] ?? [0, 0]
      const { reason, example } = judge(text.slice(start, end))
      judged[reason] += times
      if (examples[reason].size < EXAMPLES) examples[reason].add(example)
    }
  }
  return {
    /** @param times how often the text is there */
    add: (text: string, times = 1): void => count(text, tokenizer.encode(text), times),
    /** The same tokenizer; what it reads is counted. */
    counting: {
      ...tokenizer,
      encode: (text) => {
        const ids = tokenizer.encode(text)
        count(text, ids, 1)
        return ids
      },
      pieces: (text) => {
        const pieces = tokenizer.pieces(text)
        count(text, pieces.ids, 1)
        return pieces
      },
    } satisfies Tokenizer,
    report(): UnknownText {
      const [most] = reasons.toSorted((a, b) => judged[b] - judged[a])
      const reason = unknown > 0 ? most : undefined
      return {
        tokens,
        unknown,
        share: tokens > 0 ? unknown / tokens : 0,
        reason,
        examples: reason === undefined ? [] : [...examples[reason]],
      }
    },
  }
}

const modelJson = z.object({
  model: z.union([
    z.object({ type: z.literal('WordPiece'), max_input_chars_per_word: z.number() }),
    z.object({ type: z.string() }),
  ]),
})

/** What says why the text of an [UNK] is one. */
function judgeOf(tokenizer: Tokenizer): (text: string) => { reason: UnknownReason; example: string } {
  const { model } = modelJson.parse(JSON.parse(tokenizer.files()['tokenizer.json']))
  const longest =
    'max_input_chars_per_word' in model ? model.max_input_chars_per_word : Number.POSITIVE_INFINITY
  const { unk } = tokenizer.special
  const written = tokenizer.token(unk)
  const isUnknown = (text: string) => tokenizer.encode(text).includes(unk)
  return (text) => {
    if (text === written) return { reason: 'written', example: text }
    if (model.type === 'WordLevel' && tokenizer.marksWords) return { reason: 'word', example: shown(text) }
    const characters = [...text]
    const lacking = characters.slice(0, SHOWN_MOST).find(isUnknown)
    if (lacking !== undefined) return { reason: 'character', example: lacking }
    return { reason: characters.length > longest ? 'long' : 'word', example: shown(text) }
  }
}

/** More of a word is not looked at for a character that is unknown. */
const SHOWN_MOST = 200

/** A word, its beginning alone if it is long. */
const shown = (text: string): string => {
  const characters = [...text]
  return characters.length > 24 ? `${characters.slice(0, 20).join('')}…` : text
}
