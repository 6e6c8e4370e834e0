import * as z from 'zod'
import { TokenizerError } from '../errors.ts'
import { isSpecialToken, specialTokens } from './special.ts'
import type { SpecialIds } from './tokenizer.ts'

/** What Hugging Face's tokenizers and transformers read: the word-level model and all that surrounds it. */
export function wordLevelFiles(
  tokens: readonly string[],
  special: SpecialIds,
  lowerCase: boolean,
): Record<'tokenizer.json' | 'tokenizer_config.json', string> {
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) => (isSpecialToken(content) ? [addedToken(id, content)] : [])),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null, // as `lowercase` says
      lowercase: lowerCase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [specialPiece('[CLS]', 0), sequencePiece('A', 0), specialPiece('[SEP]', 0)],
      pair: [
        specialPiece('[CLS]', 0),
        sequencePiece('A', 0),
        specialPiece('[SEP]', 0),
        sequencePiece('B', 1),
        specialPiece('[SEP]', 1),
      ],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [special.cls], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [special.sep], tokens: ['[SEP]'] },
      },
    },
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      unk_token: '[UNK]',
    },
  }
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
    clean_up_tokenization_spaces: false,
    model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'],
  }
  return { 'tokenizer.json': pretty(tokenizer), 'tokenizer_config.json': pretty(config) }
}

const addedToken = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
})

const specialPiece = (id: string, segment: number) => ({ SpecialToken: { id, type_id: segment } })
const sequencePiece = (id: string, segment: number) => ({ Sequence: { id, type_id: segment } })
const pretty = (json: object) => `${JSON.stringify(json, null, 2)}\n`

/** The part of a tokenizer.json that changes ids: what this tokenizer does, and nothing else, is accepted. */
const schema = z.object({
  added_tokens: z.array(
    z.object({ content: z.enum(specialTokens), lstrip: z.literal(false), rstrip: z.literal(false) }),
  ),
  normalizer: z
    .object({
      type: z.literal('BertNormalizer'),
      clean_text: z.literal(true),
      handle_chinese_chars: z.literal(true),
      strip_accents: z.boolean().nullable(),
      lowercase: z.boolean(),
    })
    .refine(({ strip_accents, lowercase }) => (strip_accents ?? lowercase) === lowercase, {
      error: 'lowercase and strip_accents must be both on or both off',
    }),
  pre_tokenizer: z.object({ type: z.literal('BertPreTokenizer') }),
  post_processor: z.object({
    type: z.literal('TemplateProcessing'),
    single: z.tuple([
      z.object({ SpecialToken: z.object({ id: z.literal('[CLS]') }) }),
      z.object({ Sequence: z.object({ id: z.literal('A') }) }),
      z.object({ SpecialToken: z.object({ id: z.literal('[SEP]') }) }),
    ]),
  }),
  model: z.object({
    type: z.literal('WordLevel'),
    vocab: z.record(z.string(), z.int().nonnegative()),
    unk_token: z.literal('[UNK]'),
  }),
})

/**
 * The vocabulary and the case in the JSON of a tokenizer.json.
 * @throws TokenizerError that names the file and the first key that isn't as expected
 */
export function readWordLevel(json: unknown, file: string): { tokens: string[]; lowerCase: boolean } {
  const { success, data, error } = schema.safeParse(json)
  if (!success) {
    const [issue] = error.issues
    throw new TokenizerError(`${file}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const tokens: string[] = []
  for (const [token, id] of Object.entries(data.model.vocab)) {
    if (tokens[id] !== undefined)
      throw new TokenizerError(
        `${file}: model.vocab: ${JSON.stringify([tokens[id], token])} have one id, ${id}`,
      )
    tokens[id] = token
  }
  const size = Object.keys(data.model.vocab).length
  const gap = Array.from({ length: size }, (_, id) => tokens[id]).indexOf(undefined)
  if (gap >= 0)
    throw new TokenizerError(
      `${file}: model.vocab: no token has id ${gap}; ${size} tokens have ids 0 … ${size - 1}`,
    )
  return { tokens, lowerCase: data.normalizer.lowercase }
}
