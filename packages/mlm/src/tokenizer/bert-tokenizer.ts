import * as z from 'zod'
import { TokenizerError } from '../errors.ts'
import { flatten, parsed } from './format/component.ts'
import { bertTemplate, type SpecialIds } from './format/template.ts'
import { CONFIG, type TokenizerClass } from './format/tokenizer-class.ts'
import type { TokenizerJson } from './format/tokenizer-json.ts'
import { readTemplate } from './post-processors/list.ts'
import { CONTINUING, MAX_CHARACTERS } from './wordpiece.ts'

/** The keys of tokenizer_config.json that BertTokenizer makes its normalizer from, with its own defaults. */
const keys = z.looseObject({
  do_lower_case: z.boolean().default(true),
  strip_accents: z.boolean().nullable().default(null),
  tokenize_chinese_chars: z.boolean().default(true),
})

/** The same in the BertNormalizer of a tokenizer.json. */
const own = z.looseObject({
  lowercase: z.boolean().optional(),
  strip_accents: z.boolean().nullish(),
  handle_chinese_chars: z.boolean().optional(),
})

/** What a tokenizer.json says, and what stands around it. */
export interface Found {
  readonly json: TokenizerJson
  readonly special: SpecialIds
  /** What tokenizer_config.json holds; nothing where there is none. */
  readonly config: unknown
  readonly file: string
}

/** The normalizer that BertTokenizer makes from what tokenizer_config.json holds. */
export function normalizerJson(config: unknown): NonNullable<TokenizerJson['normalizer']> {
  const { do_lower_case, strip_accents, tokenize_chinese_chars } = parsed(keys, config ?? {}, {
    file: CONFIG,
    path: '',
  })
  return {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: tokenize_chinese_chars,
    strip_accents,
    lowercase: do_lower_case,
  }
}

/**
 * The tokenizer.json with the normalizer that transformers gives it: BertTokenizer makes its own from
 * tokenizer_config.json (`do_lower_case`, `strip_accents`, `tokenize_chinese_chars`), whatever tokenizer.json says.
 * @throws TokenizerError where the two contradict each other in what BertTokenizer makes anew too, or where another class
 * would make a normalizer that tokenizer.json doesn't hold
 */
export function asItsClass(
  found: Found,
  { name, makes }: TokenizerClass,
): { readonly made: TokenizerJson; readonly byBert: boolean } {
  const { json, config, file } = found
  const asItIs = { made: json, byBert: false }
  if (makes === 'nothing') return asItIs
  if (makes === 'own') {
    checkNormalizer(found, name)
    return asItIs
  }
  const [difference] = differences(found)
  if (difference === undefined) return { made: { ...json, normalizer: normalizerJson(config) }, byBert: true }
  if (name === undefined) {
    checkNormalizer(found, 'BertTokenizer') // no file names the class, so tokenizer.json is right about the rest
    return asItIs
  }
  const { key, is, made } = difference
  throw new TokenizerError(
    `${file}: ${key} is ${JSON.stringify(is)}, but the tokenizer_class ${name} makes it ${JSON.stringify(made)} whatever the file says; where the file is right, ${CONFIG} should have the tokenizer_class "PreTrainedTokenizerFast"`,
  )
}

interface Difference {
  readonly key: string
  readonly is: unknown
  readonly made: unknown
}

/** What BertTokenizer makes otherwise than the file has it, but for what tokenizer_config.json tells of. */
function* differences({ json, special, file }: Found): Generator<Difference> {
  const { normalizer, pre_tokenizer: preTokenizer, post_processor: postProcessor, model } = json
  if (model.type !== 'WordPiece') yield { key: 'model.type', is: model.type, made: 'WordPiece' }
  else {
    const { continuing_subword_prefix: prefix, max_input_chars_per_word: longest } = model
    if (prefix !== CONTINUING) yield { key: 'model.continuing_subword_prefix', is: prefix, made: CONTINUING }
    if (longest !== MAX_CHARACTERS)
      yield { key: 'model.max_input_chars_per_word', is: longest, made: MAX_CHARACTERS }
  }
  if (normalizer?.type !== 'BertNormalizer')
    yield { key: 'normalizer.type', is: normalizer?.type ?? null, made: 'BertNormalizer' }
  else if (normalizer.clean_text !== true)
    yield { key: 'normalizer.clean_text', is: normalizer.clean_text ?? null, made: true }
  if (preTokenizer?.type !== 'BertPreTokenizer')
    yield { key: 'pre_tokenizer.type', is: preTokenizer?.type ?? null, made: 'BertPreTokenizer' }
  const made = JSON.stringify(bertTemplate(special))
  const location = { file, path: 'post_processor' }
  if (postProcessor && JSON.stringify(readTemplate(postProcessor, special, location)) !== made)
    yield { key: 'post_processor', is: postProcessor.type, made: '[CLS] $A [SEP] $B [SEP]' }
}

/** @throws TokenizerError on a key of tokenizer_config.json that says otherwise than the normalizer of tokenizer.json */
function checkNormalizer({ json, config, file }: Found, name: string | undefined): void {
  const said = parsed(keys.partial(), config ?? {}, { file: CONFIG, path: '' })
  const parts = flatten(json.normalizer, 'normalizers', { file, path: 'normalizer' })
  const found = parts.find(({ type }) => type === 'BertNormalizer')
  const bert = found && parsed(own, found.json, found.location)
  const lowercase = bert ? bert.lowercase === true : parts.some(({ type }) => type === 'Lowercase')
  const accents = bert ? (bert.strip_accents ?? null) : undefined
  const ideographs = bert ? bert.handle_chinese_chars === true : undefined
  const all = [
    ['do_lower_case', said.do_lower_case, lowercase],
    ['strip_accents', said.strip_accents, accents],
    ['tokenize_chinese_chars', said.tokenize_chinese_chars, ideographs],
  ] as const
  for (const [key, is, made] of all)
    if (Object.hasOwn(Object(config), key) && made !== undefined && is !== made)
      throw new TokenizerError(
        `${CONFIG}: ${key} is ${is}, but the normalizer of ${file} has it ${made}, and the tokenizer_class ${name} follows ${CONFIG}; the two should say the same`,
      )
}
