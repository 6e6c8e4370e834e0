import type { Storage } from '../storage.ts'
import { assemble, type Parts } from './assemble.ts'
import { words, wordsAndSpaces } from './basic.ts'
import { pretty } from './bert-files.ts'
import { asItsClass } from './bert-tokenizer.ts'
import { characterJson, characterParts } from './character.ts'
import { readDecoder } from './decoders/list.ts'
import { filesBeside, isVocabulary, parse } from './files-beside.ts'
import type { SpecialIds } from './format/template.ts'
import { CONFIG } from './format/tokenizer-class.ts'
import { readTokenizerJson, specialIdsOf, type TokenizerJson, tokensById } from './format/tokenizer-json.ts'
import { addedTokensOf } from './named-tokens.ts'
import { pipeline, type TokenizerParts } from './pipeline.ts'
import { readTemplate, trimmers } from './post-processors/list.ts'
import type { Tokenizer } from './tokenizer.ts'
import { readVocabulary, VOCABULARY } from './vocabulary-file.ts'
import { vocabularyJson } from './vocabulary-json.ts'
import { wordLevelParts } from './word-level.ts'
import { CONTINUING, cutWordPieceJson, cutWords, wordPieceParts } from './wordpiece.ts'

/** What `loadTokenizer` reads. */
const RIGHT = `a tokenizer is a tokenizer.json, or a ${VOCABULARY} with a ${CONFIG} beside it`

/** The class that takes tokenizer.json as it is. */
const GENERIC = 'PreTrainedTokenizerFast'

/** What `saveTokenizer` writes. */
export const tokenizerFiles = ['tokenizer.json', CONFIG] as const

/**
 * The tokenizer of a Hugging Face folder: its `tokenizer.json`, whatever kind it is of, or its `vocab.txt`, with what the
 * files beside it say, as transformers takes them: `tokenizer_config.json`, `special_tokens_map.json`,
 * `added_tokens.json`, and which model `config.json` is of.
 *
 * What each component does is what Hugging Face's tokenizers does, in Python; one that isn't supported is refused by name.
 * The file's own `truncation` and `padding` are kept, and not followed: say what you want to `encodeText`.
 * @param file where it has another name; one that ends in `.txt` is a vocabulary of WordPiece
 * @throws TokenizerError if a file isn't JSON, if a key isn't as it should be, if two files contradict each other, or if
 * there is no token to mask with
 * @example
 * const storage = memoryStorage()
 * await saveTokenizer(storage, wordLevel(['the', 'cat']))
 * const opened = await loadTokenizer(storage)
 * opened.encode('the cat') // Int32Array [5, 6]
 */
export async function loadTokenizer(
  storage: Pick<Storage, 'read' | 'exists'>,
  file?: string,
): Promise<Tokenizer> {
  const found = file ?? ((await isVocabulary(storage)) ? VOCABULARY : 'tokenizer.json')
  const beside = await filesBeside(storage)
  const original = found.endsWith('.txt')
    ? vocabularyJson(readVocabulary(await storage.read(found), found), beside, found)
    : parse(await storage.read(found), found, RIGHT)
  const { config } = beside
  const read = readTokenizerJson(original, found)
  const tokens = tokensById(read, found)
  const special = specialIdsOf(tokens, config, read.model, found)
  const { made, byBert } = asItsClass({ json: read, special, config, file: found }, beside.class)
  const added_tokens = addedTokensOf({
    ...{ json: made, tokens, file: found, config, addedTokens: beside.addedTokens },
    usual: byBert ? Object.values(special).map((id) => tokens[id] ?? '') : [],
  })
  const json = { ...made, added_tokens }
  const parts: TokenizerParts = {
    json,
    config,
    tokens,
    special,
    template: readTemplate(json.post_processor, special, { file: found, path: 'post_processor' }),
    files: () => ({
      'tokenizer.json': pretty(written(Object(original), read, json)),
      [CONFIG]: pretty(
        config === undefined ? namesOf(tokens, special) : { tokenizer_class: GENERIC, ...config },
      ),
    }),
  }
  const whole = pipeline(parts, found) // whichever way is taken, what is not supported is refused
  const own = ownParts(parts, found)
  return own === undefined ? whole : assemble(own)
}

/** As it was read; or with what the files beside it change, so that it means the same without them. */
const written = (
  original: object,
  read: TokenizerJson,
  { normalizer, added_tokens }: TokenizerJson,
): object => ({
  ...original,
  ...(same(normalizer, read.normalizer) ? {} : { normalizer }),
  ...(added_tokens.length === read.added_tokens.length ? {} : { added_tokens }),
})

const namesOf = (tokens: readonly string[], special: SpecialIds) => ({
  tokenizer_class: GENERIC,
  pad_token: tokens[special.pad],
  unk_token: tokens[special.unk],
  cls_token: tokens[special.cls],
  sep_token: tokens[special.sep],
  mask_token: tokens[special.mask],
})

/** A tokenizer of BERT's, if it is one: it has a faster way to the same ids. */
function ownParts(
  { json, tokens, special, template, files }: TokenizerParts,
  file: string,
): Parts | undefined {
  const { normalizer, pre_tokenizer: preTokenizer, model, added_tokens: added } = json
  if (normalizer?.type !== 'BertNormalizer' || normalizer.clean_text !== true) return undefined
  const lowerCase = normalizer.lowercase === true
  if ((normalizer.strip_accents ?? lowerCase) !== lowerCase) return undefined
  const plain = added.every(
    ({ lstrip, rstrip, single_word: single, normalized }) => !(lstrip || rstrip || single || normalized),
  )
  const trims = trimmers(json.post_processor, { file, path: 'post_processor' }).length > 0
  if (!plain || trims || model.type === 'BPE' || model.type === 'Unigram') return undefined

  const ids = new Map(Object.entries(model.vocab))
  const unknown = ids.get(model.unk_token)
  if (unknown === undefined) return undefined
  const join = readDecoder(json.decoder, { file, path: 'decoder' })
  const common = { tokens, special, template, added, lowerCase, join, files }
  const ideographs = normalizer.handle_chinese_chars === true
  const cutsWords = same(preTokenizer, cutWordPieceJson.preTokenizer)
  if ((preTokenizer?.type === 'BertPreTokenizer' || cutsWords) && ideographs) {
    const basic = cutsWords ? cutWords : words
    if (model.type === 'WordLevel') return { ...common, basic, ...wordLevelParts(ids, unknown) }
    if (model.type === 'WordPiece' && model.continuing_subword_prefix === CONTINUING)
      return { ...common, basic, ...wordPieceParts(ids, unknown, model.max_input_chars_per_word) }
  }
  const characters = same(preTokenizer, characterJson.preTokenizer) && !ideographs
  if (characters && model.type === 'WordLevel')
    return { ...common, basic: wordsAndSpaces, ...characterParts(ids, unknown) }
  return undefined
}

/** Whether two values of JSON say the same, in whatever order of keys. */
const same = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b)
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/**
 * Writes `tokenizer.json` and `tokenizer_config.json`, both or none, as Hugging Face's tokenizers reads them.
 * @example
 * const storage = memoryStorage()
 * await saveTokenizer(storage, wordLevel(['the', 'cat']))
 * await storage.exists('tokenizer.json') // true
 */
export const saveTokenizer = (storage: Pick<Storage, 'replace'>, tokenizer: Tokenizer): Promise<void> =>
  storage.replace(encodedFiles(tokenizer))

/** The files of a tokenizer's folder; `tokenizer.json`, without which there is none, is last. */
export function encodedFiles(tokenizer: Tokenizer): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const [name, text] of Object.entries(tokenizer.files()).reverse())
    files.set(name, new TextEncoder().encode(text))
  return files
}
