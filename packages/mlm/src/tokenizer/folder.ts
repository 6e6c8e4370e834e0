import { TokenizerError } from '../errors.ts'
import type { Storage } from '../storage.ts'
import { assemble, type Parts } from './assemble.ts'
import { words, wordsAndSpaces } from './basic.ts'
import { pretty } from './bert-files.ts'
import { characterJson, characterParts } from './character.ts'
import { pipeline, type TokenizerParts } from './pipeline.ts'
import { readTemplate, trimmers } from './post-processors/list.ts'
import type { Tokenizer } from './tokenizer.ts'
import { readTokenizerConfig, readTokenizerJson, specialIdsOf, tokensById } from './tokenizer-json.ts'
import { wordLevelParts } from './word-level.ts'
import { CONTINUING, wordPieceParts } from './wordpiece.ts'

const CONFIG = 'tokenizer_config.json'

/**
 * The tokenizer of a Hugging Face folder: its `tokenizer.json`, whatever kind it is of, with the names of the special
 * tokens from `tokenizer_config.json` if there is one.
 *
 * What each component does is what Hugging Face's tokenizers does, in Python; one that isn't supported is refused by name.
 * The file's own `truncation` and `padding` are kept, and not followed: say what you want to `encodeText`.
 * @param file where it has another name
 * @throws TokenizerError if a file isn't JSON, if a key isn't as it should be, or if there is no token to mask with
 */
export async function loadTokenizer(
  storage: Pick<Storage, 'read' | 'exists'>,
  file = 'tokenizer.json',
): Promise<Tokenizer> {
  const read = async (name: string): Promise<unknown> =>
    parse(new TextDecoder().decode(await storage.read(name)), name)
  const original = await read(file)
  const json = readTokenizerJson(original, file)
  const originalConfig = (await storage.exists(CONFIG)) ? await read(CONFIG) : undefined
  const config = originalConfig === undefined ? undefined : readTokenizerConfig(originalConfig, CONFIG)
  const tokens = tokensById(json, file)
  const special = specialIdsOf(tokens, config, file)
  const named = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: tokens[special.pad],
    unk_token: tokens[special.unk],
    cls_token: tokens[special.cls],
    sep_token: tokens[special.sep],
    mask_token: tokens[special.mask],
  }
  const parts: TokenizerParts = {
    json,
    config,
    tokens,
    special,
    template: readTemplate(json.post_processor, special, { file, path: 'post_processor' }),
    files: () => ({
      'tokenizer.json': pretty(Object(original)),
      [CONFIG]: pretty(Object(originalConfig ?? named)),
    }),
  }
  const own = ownParts(parts)
  if (own === undefined) return pipeline(parts, file)
  return { ...assemble(own), decode: pipeline({ ...parts, config: undefined }, file).decode }
}

/** A tokenizer of BERT's, if it is one: it has a faster way to the same ids. */
function ownParts({ json, tokens, special, template, files }: TokenizerParts): Parts | undefined {
  const { normalizer, pre_tokenizer: preTokenizer, model, added_tokens: added } = json
  if (normalizer?.type !== 'BertNormalizer' || normalizer.clean_text !== true) return undefined
  const lowerCase = normalizer.lowercase === true
  if ((normalizer.strip_accents ?? lowerCase) !== lowerCase) return undefined
  const plain = added.every(
    ({ lstrip, rstrip, single_word: single, normalized }) => !(lstrip || rstrip || single || normalized),
  )
  const trims = trimmers(json.post_processor, { file: '', path: 'post_processor' }).length > 0
  if (!plain || trims || model.type === 'BPE' || model.type === 'Unigram') return undefined

  const ids = new Map(Object.entries(model.vocab))
  const unknown = ids.get(model.unk_token)
  if (unknown === undefined) return undefined
  const common = { tokens, special, template, added, lowerCase, files }
  const ideographs = normalizer.handle_chinese_chars === true
  if (preTokenizer?.type === 'BertPreTokenizer' && ideographs) {
    if (model.type === 'WordLevel') return { ...common, basic: words, ...wordLevelParts(ids, unknown) }
    if (model.type === 'WordPiece' && model.continuing_subword_prefix === CONTINUING) {
      const settings = {
        maxCharacters: model.max_input_chars_per_word,
        cleanup: json.decoder?.cleanup !== false,
      }
      return { ...common, basic: words, ...wordPieceParts(ids, unknown, settings) }
    }
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

/** Writes `tokenizer.json` and `tokenizer_config.json`. */
export async function saveTokenizer(storage: Pick<Storage, 'write'>, tokenizer: Tokenizer): Promise<void> {
  for (const [name, text] of Object.entries(tokenizer.files()))
    await storage.write(name, new TextEncoder().encode(text))
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new TokenizerError(`${file}: not JSON`, { cause: error })
  }
}
