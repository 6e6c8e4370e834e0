import * as z from 'zod'
import { TokenizerError } from '../errors.ts'
import { checkComponents, component } from './components.ts'
import type { SpecialIds } from './tokenizer.ts'

const vocabulary = z.record(z.string(), z.int().nonnegative())

const wordPiece = z.object({
  type: z.literal('WordPiece'),
  vocab: vocabulary,
  unk_token: z.string(),
  continuing_subword_prefix: z.string().default('##'),
  max_input_chars_per_word: z.int().positive().default(100),
})
const wordLevel = z.object({ type: z.literal('WordLevel'), vocab: vocabulary, unk_token: z.string() })
const bpe = z.looseObject({
  type: z.literal('BPE'),
  vocab: vocabulary,
  merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  unk_token: z.string().nullish(),
  byte_fallback: z.boolean().nullish(),
  continuing_subword_suffix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
})
const unigram = z.looseObject({
  type: z.literal('Unigram'),
  vocab: z.array(z.tuple([z.string(), z.number()])),
  unk_id: z.int().nonnegative(),
})

const models = { WordPiece: wordPiece, WordLevel: wordLevel, BPE: bpe, Unigram: unigram } as const

/** What changes ids; other keys are kept and not looked at. */
const envelope = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z.int().nonnegative(),
        content: z.string().min(1),
        single_word: z.literal(false).default(false),
        lstrip: z.boolean().default(false),
        rstrip: z.boolean().default(false),
        normalized: z.boolean().optional(),
        special: z.boolean().default(false),
      }),
    )
    .default([]),
  normalizer: component.nullish(),
  pre_tokenizer: component.nullish(),
  post_processor: component.nullish(),
  decoder: component.nullish(),
  model: z.discriminatedUnion('type', [wordPiece, wordLevel, bpe, unigram]),
})

export type TokenizerJson = z.output<typeof envelope>

const tokenName = z.union([z.string(), z.looseObject({ content: z.string() })]).nullish()
const config = z.looseObject({
  pad_token: tokenName,
  unk_token: tokenName,
  cls_token: tokenName,
  sep_token: tokenName,
  mask_token: tokenName,
})

export type TokenizerConfig = z.output<typeof config>

/** @throws TokenizerError that names the first key that isn't as expected, and says what would be right */
export function readTokenizerJson(json: unknown, file: string): TokenizerJson {
  const type = z.object({ model: z.object({ type: z.string() }) }).safeParse(json).data?.model.type
  if (type === undefined || !Object.hasOwn(models, type))
    throw new TokenizerError(
      `${file}: model.type is ${JSON.stringify(type)}; it should be ${Object.keys(models).join(', ')}`,
    )
  const read = parsed(envelope, json, file)
  checkComponents(read, file)
  return read
}

export const readTokenizerConfig = (json: unknown, file: string): TokenizerConfig =>
  parsed(config, json, file)

export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  file: string,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(json)
  if (success) return data
  const [issue] = error.issues
  throw new TokenizerError(`${file}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`)
}

/**
 * The tokens of a vocabulary and the added ones, by id.
 * @throws TokenizerError on an id that two tokens have, or an id below the highest that none has
 */
export function tokensById({ model, added_tokens }: TokenizerJson, file: string): string[] {
  const tokens: string[] = []
  const put = (key: string, token: string, id: number) => {
    if (tokens[id] !== undefined && tokens[id] !== token)
      throw new TokenizerError(`${file}: ${key}: ${JSON.stringify([tokens[id], token])} have one id, ${id}`)
    tokens[id] = token
  }
  const vocabulary =
    model.type === 'Unigram'
      ? model.vocab.map(([token], id) => [token, id] as const)
      : Object.entries(model.vocab)
  for (const [token, id] of vocabulary) put('model.vocab', token, id)
  for (const { content, id } of added_tokens) put('added_tokens', content, id)
  const size = Object.keys(tokens).length
  if (size < tokens.length) {
    const gap = Array.from({ length: tokens.length }, (_, id) => tokens[id]).indexOf(undefined)
    throw new TokenizerError(
      `${file}: model.vocab: no token has id ${gap}; ${size} tokens have ids 0 … ${size - 1}`,
    )
  }
  return tokens
}

/** What the special tokens are called where nothing says so: as BERT's, or as RoBERTa's. */
const usual = {
  pad: ['[PAD]', '<pad>'],
  unk: ['[UNK]', '<unk>'],
  cls: ['[CLS]', '<s>'],
  sep: ['[SEP]', '</s>'],
  mask: ['[MASK]', '<mask>'],
} as const

/**
 * The ids of the special tokens: those that tokenizer_config.json names, else those with the usual names.
 * @throws TokenizerError on one that is missing
 */
export function specialIdsOf(
  tokens: readonly string[],
  named: TokenizerConfig | undefined,
  model: TokenizerJson['model'],
  file: string,
): SpecialIds {
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const unknown = model.type === 'Unigram' ? tokens[model.unk_id] : model.unk_token || undefined
  const idOf = (role: keyof SpecialIds): number => {
    const given = named?.[`${role}_token`]
    const name = typeof given === 'string' ? given : given?.content
    if (role === 'unk' && name !== undefined && unknown !== undefined && name !== unknown)
      throw new TokenizerError(
        `tokenizer_config.json: unk_token is ${JSON.stringify(name)}, but the model of ${file} has ${JSON.stringify(unknown)}; the two should say the same`,
      )
    const names =
      name !== undefined ? [name] : role === 'unk' && unknown !== undefined ? [unknown] : usual[role]
    for (const each of names) {
      const id = ids.get(each)
      if (id !== undefined) return id
    }
    throw new TokenizerError(
      name === undefined
        ? `${file}: no ${usual[role].join(' or ')} among its tokens; name another as ${role}_token in tokenizer_config.json`
        : `tokenizer_config.json: ${role}_token: ${JSON.stringify(name)} is no token of ${file}`,
    )
  }
  return { pad: idOf('pad'), unk: idOf('unk'), cls: idOf('cls'), sep: idOf('sep'), mask: idOf('mask') }
}
