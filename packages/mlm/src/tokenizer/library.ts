/**
 * The door to @huggingface/tokenizers. Its declarations don't resolve under Node's rules (their imports name no file
 * extension), so that what is used of it is declared here.
 */
import { Tokenizer } from '@huggingface/tokenizers'

export interface Library {
  readonly normalizer: { normalize(text: string): string } | null
  readonly pre_tokenizer: {
    pre_tokenize(text: string, options: { readonly section_index: number }): string[]
  } | null
  readonly model: {
    readonly tokens_to_ids: ReadonlyMap<string, number>
    /** The tokens of words; some are not in the vocabulary, and mean the unknown token. */
    _call(words: readonly string[]): string[]
  }
  /** @throws Error on no ids */
  decode(ids: readonly number[]): string
}

/** @throws Error on what it can't be made from */
export const openLibrary = (json: object, config: object): Library => new Tokenizer(json, config)
