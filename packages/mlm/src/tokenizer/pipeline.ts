import { addedTokens } from './added-tokens.ts'
import { cleanup } from './decoders/cleanup.ts'
import { readDecoder } from './decoders/list.ts'
import { type SpecialIds, sequenceBy, type Template } from './format/template.ts'
import type { TokenizerConfig, TokenizerJson } from './format/tokenizer-json.ts'
import { readModel } from './models/list.ts'
import { readNormalizer } from './normalizers/list.ts'
import { trimmers } from './post-processors/list.ts'
import type { TokenSpan } from './post-processors/trim.ts'
import { readPreTokenizer } from './pre-tokenizers/list.ts'
import { originOf, untouched } from './text/aligned.ts'
import { memoized } from './text/memoized.ts'
import type { Tokenizer } from './tokenizer.ts'
import { CONTINUING } from './wordpiece.ts'

/** What a tokenizer.json says, read and checked. */
export interface TokenizerParts {
  readonly json: TokenizerJson
  readonly config: TokenizerConfig | undefined
  readonly tokens: readonly string[]
  readonly special: SpecialIds
  readonly template: Template
  files(): ReturnType<Tokenizer['files']>
}

/**
 * Any tokenizer.json: added tokens, normalizer, pre-tokenizer, model, post-processor and decoder, one after another, as
 * Hugging Face's tokenizers goes through them, so that ids and offsets are the same.
 * @throws TokenizerError on a component that is not supported, or a key of one
 */
export function pipeline(parts: TokenizerParts, file: string): Tokenizer {
  const { json, config, tokens, special, template } = parts
  const normalize = readNormalizer(json.normalizer, { file, path: 'normalizer' })
  const split = readPreTokenizer(json.pre_tokenizer, { file, path: 'pre_tokenizer' })
  const model = memoized(readModel(json, tokens, file))
  const trims = trimmers(json.post_processor, { file, path: 'post_processor' })
  const decodeAll = readDecoder(json.decoder, { file, path: 'decoder' })
  const uniform = (content: string) => normalize?.(untouched(content)).text ?? content
  const added = addedTokens(json.added_tokens, normalize, uniform, { file, path: 'added_tokens' })
  const specials = new Set(json.added_tokens.filter((each) => each.special).map(({ content }) => content))

  // As transformers does, which takes no notice of it with BPE.
  const cleansUp = config?.clean_up_tokenization_spaces === true && json.model.type !== 'BPE'

  /** The words of a text, and which added token each is, if it is one. */
  const wordsOf = (text: string) =>
    added
      .sections(untouched(text))
      .flatMap((section) =>
        section.id === undefined ? split(section.aligned).map((aligned) => ({ aligned })) : [section],
      )

  const tokensOf = (word: { readonly aligned: { readonly text: string }; readonly id?: number }) =>
    word.id === undefined
      ? model(word.aligned.text)
      : [{ id: word.id, value: word.aligned.text, from: 0, to: word.aligned.text.length }]

  return {
    vocabularySize: tokens.length,
    special,
    template,
    marksWords:
      json.model.type === 'WordLevel' ||
      (json.model.type === 'WordPiece' && json.model.continuing_subword_prefix === CONTINUING),
    pieces: (text) => {
      const ids: number[] = []
      const wordIds: number[] = []
      const spans: TokenSpan[] = []
      for (const [number, word] of wordsOf(text).entries())
        for (const { id, value, from, to } of tokensOf(word)) {
          ids.push(id)
          wordIds.push(number)
          spans.push({ value, offsets: originOf(word.aligned, from, to) })
        }
      return {
        ids: Int32Array.from(ids),
        wordIds: Int32Array.from(wordIds),
        offsets: trims
          .reduce<readonly TokenSpan[]>(
            (made, trim) =>
              trim(text, made).map((offsets, index) => ({ value: made[index]?.value ?? '', offsets })),
            spans,
          )
          .map(({ offsets }) => offsets),
      }
    },
    encode: (text) => {
      const ids: number[] = []
      for (const word of wordsOf(text)) for (const { id } of tokensOf(word)) ids.push(id)
      return Int32Array.from(ids)
    },
    sequence: sequenceBy(template),
    decode: (ids, { keepSpecialTokens = false } = {}) => {
      const written: string[] = []
      for (const id of ids) {
        const token = added.written(id) ?? tokenOf(tokens, id)
        if (keepSpecialTokens || !specials.has(token)) written.push(token)
      }
      const text = decodeAll(written)
      return cleansUp ? cleanup(text) : text
    },
    token: (id) => tokenOf(tokens, id),
    files: parts.files,
  }
}

function tokenOf(tokens: readonly string[], id: number): string {
  const found = tokens[id]
  if (found === undefined) throw new RangeError(`token: no id ${id}: ids are 0 … ${tokens.length - 1}`)
  return found
}
