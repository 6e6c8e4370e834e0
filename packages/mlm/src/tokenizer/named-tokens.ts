import * as z from 'zod'
import { TokenizerError } from '../errors.ts'
import type { AddedToken } from './added-tokens.ts'
import { parsed } from './format/component.ts'
import { CONFIG } from './format/tokenizer-class.ts'
import type { TokenizerJson } from './format/tokenizer-json.ts'

const flags = ['single_word', 'lstrip', 'rstrip', 'normalized', 'special'] as const

const token = z.looseObject({
  content: z.string(),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().optional(),
  special: z.boolean().default(false),
})
const name = z.union([z.string(), z.looseObject({ content: z.string() })])
const named = z.looseObject({
  added_tokens_decoder: z.record(z.string(), token).optional(),
  ...Object.fromEntries(
    ['bos', 'eos', 'pad', 'unk', 'cls', 'sep', 'mask'].map((role) => [`${role}_token`, name.nullish()]),
  ),
  additional_special_tokens: z.array(name).nullish(),
  extra_special_tokens: z.union([z.array(name), z.record(z.string(), name)]).nullish(),
})
const ids = z.record(z.string(), z.int())

export interface Named {
  readonly json: TokenizerJson
  readonly tokens: readonly string[]
  readonly file: string
  /** What tokenizer_config.json and special_tokens_map.json hold together. */
  readonly config: unknown
  /** What added_tokens.json holds. */
  readonly addedTokens: unknown
  /** Names that are the class's where no file has them. */
  readonly usual: readonly string[]
}

/**
 * The tokens that a text holds whole: those of tokenizer.json, and those of its vocabulary that the files beside it name.
 * @throws TokenizerError on a token that they name and tokenizer.json has not, or otherwise: transformers would give it
 * an id beyond the vocabulary, or follow one of the two
 */
export function addedTokensOf({ json, tokens, file, config, addedTokens, usual }: Named): AddedToken[] {
  const found = new Map(json.added_tokens.map((each) => [each.content, each]))
  const idOf = new Map(tokens.map((each, id) => [each, id]))
  const said = parsed(named, config ?? {}, { file: CONFIG, path: '' })
  for (const [id, { content, ...rest }] of Object.entries(said.added_tokens_decoder ?? {})) {
    const own = found.get(content)
    const where = `${CONFIG}: added_tokens_decoder.${id}`
    if (own === undefined || own.id !== Number(id))
      throw new TokenizerError(
        `${where}: ${JSON.stringify(content)} ${own === undefined ? 'is none' : `has the id ${own.id}`} among the added_tokens of ${file}`,
      )
    for (const flag of flags) {
      const [is, has] = [rest[flag] ?? !rest.special, own[flag]]
      if (is !== has)
        throw new TokenizerError(
          `${where}.${flag} is ${is}, but ${file} has it ${has} for ${JSON.stringify(content)}; the two should say the same`,
        )
    }
  }
  if (said.added_tokens_decoder === undefined)
    for (const [content, id] of Object.entries(
      parsed(ids, addedTokens ?? {}, { file: 'added_tokens.json', path: '' }),
    ))
      if (found.get(content)?.id !== id)
        throw new TokenizerError(
          `added_tokens.json: ${JSON.stringify(content)} with the id ${id} is none of the added_tokens of ${file}`,
        )

  const extra = said.extra_special_tokens ?? said.additional_special_tokens ?? []
  const names: [key: string, content: string][] = [
    ...Object.entries(said)
      .filter(([key]) => key.endsWith('_token'))
      .flatMap(([key, value]) => (name.safeParse(value).success ? [[key, value] as const] : [])),
    ...Object.values(extra).map((value) => ['extra_special_tokens', value] as const),
    ...usual.map((content) => ['tokenizer_class', content] as const),
  ].map(([key, value]) => [key, contentOf(name.parse(value))])
  for (const [key, content] of names) {
    if (found.has(content)) continue
    const id = idOf.get(content)
    if (id === undefined)
      throw new TokenizerError(`${CONFIG}: ${key}: ${JSON.stringify(content)} is no token of ${file}`)
    found.set(content, { id, content, ...whole })
  }
  return [...found.values()]
}

/** As transformers adds a special token that its file doesn't have among the added ones. */
const whole = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true } as const

const contentOf = (value: z.output<typeof name>): string =>
  typeof value === 'string' ? value : value.content
