import { preview } from '@cloze/tensor/safetensors'
import { z } from 'zod'
import { nearestKey } from './nearest-key.ts'

/**
 * A config.json that describes no model this package can build; the message names key, value and what would be right.
 * @example
 * bertConfig({ hiddenSize: 100, numAttentionHeads: 12 })
 * // throws ConfigError: BertConfig: hidden_size is 100, should be a multiple of num_attention_heads, 12
 */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const positive = 'should be a positive integer'
const index = 'should be an integer of at least 0'
const share = 'should be a number of at least 0 and below 1'
/** A larger number is not told from its neighbours: JSON may have said another. */
const whole = (right: string) =>
  z.int({ error: ({ code }) => (code === 'too_big' ? `${right} below 2^53` : right) })
const count = whole(positive).positive(positive)
const probability = z.number(share).min(0, share).lt(1, share)
const above0 = z.number('should be a number above 0').positive('should be a number above 0')

/** Every setting with Hugging Face's default, so that a key left out means here what it means there. */
const schema = z.object({
  vocabSize: count.default(30522),
  hiddenSize: count.default(768),
  numHiddenLayers: count.default(12),
  numAttentionHeads: count.default(12),
  intermediateSize: count.default(3072),
  maxPositionEmbeddings: count.default(512),
  typeVocabSize: count.default(2),
  hiddenAct: z.enum(['gelu', 'relu'], 'should be "gelu" or "relu"').default('gelu'),
  hiddenDropoutProb: probability.default(0.1),
  attentionProbsDropoutProb: probability.default(0.1),
  layerNormEps: above0.default(1e-12),
  initializerRange: above0.default(0.02),
  padTokenId: whole(index).min(0, index).default(0),
  /** Whether the decoder's weight is the word embeddings'. */
  tieWordEmbeddings: z.boolean('should be true or false').default(true),
})

/** A model's settings, every one of them: Hugging Face's, by their names in camel case. */
export type BertConfig = Readonly<z.output<typeof schema>>

/** A config with some settings left to their defaults. */
export type BertSettings = Readonly<z.input<typeof schema>>

/** What a config may also say, and the one answer that this package builds a model for. */
const only = {
  model_type: 'bert',
  position_embedding_type: 'absolute',
  is_decoder: false,
  add_cross_attention: false,
} as const

/**
 * Reads Hugging Face's `config.json`. Keys that it doesn't know are left alone, unless one is nearly one of its own, as
 * `hiddensize` is: what was meant by it would be lost.
 * @param json what JSON.parse made of the file
 * @param fileName to name in errors
 * @throws ConfigError
 * @example
 * parseConfig({ model_type: 'bert', hidden_size: 128, num_attention_heads: 2 }, 'config.json').hiddenSize // 128
 */
export function parseConfig(json: unknown, fileName: string): BertConfig {
  const file = z.record(z.string(), z.unknown()).safeParse(json)
  if (!file.success)
    throw new ConfigError(`${fileName}: is ${preview(json)}, should be an object of settings`)
  const found = file.data
  for (const [key, right] of Object.entries(only))
    if (found[key] !== undefined && found[key] !== right)
      throw new ConfigError(
        `${fileName}: ${key} is ${preview(found[key])}, should be ${JSON.stringify(right)}`,
      )
  const known = keys.map(snakeCase)
  for (const key of Object.keys(found)) {
    const nearest = known.includes(key) ? undefined : nearestKey(key, known)
    if (nearest !== undefined)
      throw new ConfigError(`${fileName}: ${key} is no setting; did you mean ${nearest}?`)
  }
  return check(Object.fromEntries(keys.map((key) => [key, found[snakeCase(key)]])), fileName)
}

/**
 * A config from code: `settings`, and Hugging Face's default for each one left out.
 * @throws ConfigError
 * @example
 * bertConfig({ ...sizes.tiny, vocabSize: 1000 }).layerNormEps // 1e-12
 */
export function bertConfig(settings: BertSettings): BertConfig {
  for (const key of Object.keys(settings)) {
    if (keys.some((known) => known === key)) continue
    const nearest = nearestKey(key, keys)
    throw new ConfigError(
      `BertConfig: ${key} is no setting; ${nearest === undefined ? `there are ${keys.join(', ')}` : `did you mean ${nearest}?`}`,
    )
  }
  return check(settings, 'BertConfig')
}

/**
 * The content of a `config.json` that transformers' AutoConfig and the class that it names read.
 * @param architecture the name of that class, BertForMaskedLM where left out
 * @example
 * configToJson(bertConfig(sizes.tiny)).hidden_size // 128
 */
export function configToJson(config: BertConfig, architecture = 'BertForMaskedLM'): Record<string, unknown> {
  const settings = keys.map((key) => [snakeCase(key), config[key]])
  return {
    architectures: [architecture],
    dtype: 'float32',
    ...only,
    ...Object.fromEntries(settings),
  }
}

const keys = schema.keyof().options

/** Hugging Face's spelling of a key: hiddenSize → hidden_size. */
function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function check(settings: Readonly<Record<string, unknown>>, source: string): BertConfig {
  const result = schema.safeParse(settings)
  if (!result.success) {
    const complaints = result.error.issues.map(({ path, message }) => {
      const key = String(path[0])
      return `${snakeCase(key)} is ${preview(settings[key])}, ${message}`
    })
    throw new ConfigError(`${source}: ${complaints.join('; ')}`)
  }
  const config = result.data
  if (config.hiddenSize % config.numAttentionHeads !== 0)
    throw new ConfigError(
      `${source}: hidden_size is ${config.hiddenSize}, should be a multiple of num_attention_heads, ${config.numAttentionHeads}`,
    )
  if (config.padTokenId >= config.vocabSize)
    throw new ConfigError(
      `${source}: pad_token_id is ${config.padTokenId}, should be below vocab_size, ${config.vocabSize}`,
    )
  return config
}
