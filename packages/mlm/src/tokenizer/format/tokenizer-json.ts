import * as z from 'zod'
import { TokenizerError } from '../../errors.ts'
import { inside, parsed, refused } from './component.ts'
import type { SpecialIds } from './template.ts'
import { CONFIG } from './tokenizer-class.ts'

const tokenId = z.int().nonnegative()

/** Not zod's own record, which leaves out a token that is called `__proto__`. */
const vocabulary = z.unknown().transform((json, context): Record<string, number> => {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    context.addIssue({
      code: 'custom',
      message: `Invalid input: expected record, received ${JSON.stringify(json)}`,
    })
    return z.NEVER
  }
  const entries: [string, number][] = []
  for (const [token, id] of Object.entries(json)) {
    const { success, data, error } = tokenId.safeParse(id)
    if (!success) {
      context.addIssue({ code: 'custom', path: [token], message: error.issues[0]?.message ?? '' })
      return z.NEVER
    }
    entries.push([token, data])
  }
  return Object.fromEntries(entries)
})

/** A component: what its keys are depends on its type, and is checked by the stage that it is of. */
const component = z.looseObject({ type: z.string() })

const wordPiece = z.strictObject({
  type: z.literal('WordPiece'),
  vocab: vocabulary,
  unk_token: z.string(),
  continuing_subword_prefix: z.string(),
  max_input_chars_per_word: z.int().nonnegative(),
})
const wordLevel = z.strictObject({ type: z.literal('WordLevel'), vocab: vocabulary, unk_token: z.string() })
const bpe = z.strictObject({
  type: z.literal('BPE'),
  vocab: vocabulary,
  merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  /** What is drawn by chance can't be the same twice. */
  dropout: z.literal(0).nullish(),
  unk_token: z.string().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  ignore_merges: z.boolean().nullish(),
})
const unigram = z.strictObject({
  type: z.literal('Unigram'),
  vocab: z.array(z.tuple([z.string(), z.number()])),
  unk_id: z.int().nonnegative(),
  byte_fallback: z.boolean().default(false),
})

const models = { WordPiece: wordPiece, WordLevel: wordLevel, BPE: bpe, Unigram: unigram } as const

const addedToken = z
  .strictObject({
    id: z.int().nonnegative(),
    content: z.string().min(1),
    single_word: z.boolean().default(false),
    lstrip: z.boolean().default(false),
    rstrip: z.boolean().default(false),
    normalized: z.boolean().optional(),
    special: z.boolean().default(false),
  })
  .transform((token) => ({ ...token, normalized: token.normalized ?? !token.special }))

/** What changes ids; `truncation`, `padding` and what else there may be is kept and not followed. */
const envelope = z.looseObject({
  version: z.literal('1.0').optional(),
  added_tokens: z.array(addedToken).default([]),
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
  const read = parsed(envelope, json, { file, path: '' })
  checkAddedIds(read, file)
  return read
}

/** @throws TokenizerError on an added token with another id than the vocabulary gives it, or the next that is free */
function checkAddedIds({ model, added_tokens }: TokenizerJson, file: string): void {
  const entries =
    model.type === 'Unigram'
      ? model.vocab.map(([token], id) => [token, id] as const)
      : Object.entries(model.vocab)
  const ids = new Map(entries)
  let next = model.type === 'Unigram' ? model.vocab.length : ids.size
  for (const [index, { content, id }] of added_tokens.entries()) {
    const expected = ids.get(content) ?? next
    if (expected === next) next++
    if (id !== expected)
      throw refused(
        inside({ file, path: 'added_tokens' }, index, 'id'),
        ` is ${id}; ${JSON.stringify(content)} should have ${expected}`,
      )
    ids.set(content, id)
  }
}

export const readTokenizerConfig = (json: unknown, file: string): TokenizerConfig =>
  parsed(config, json, { file, path: '' })

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
        `${CONFIG}: unk_token is ${JSON.stringify(name)}, but the model of ${file} has ${JSON.stringify(unknown)}; the two should say the same`,
      )
    const names =
      name !== undefined
        ? [name]
        : role === 'unk' && unknown !== undefined && ids.has(unknown)
          ? [unknown]
          : usual[role]
    for (const each of names) {
      const id = ids.get(each)
      if (id !== undefined) return id
    }
    throw new TokenizerError(
      name === undefined
        ? `${file}: no ${usual[role].join(' or ')} among its tokens; name another as ${role}_token in ${CONFIG}`
        : `${CONFIG}: ${role}_token: ${JSON.stringify(name)} is no token of ${file}`,
    )
  }
  return { pad: idOf('pad'), unk: idOf('unk'), cls: idOf('cls'), sep: idOf('sep'), mask: idOf('mask') }
}
