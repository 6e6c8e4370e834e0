import type { BertConfig } from './config.ts'
import { PretrainedError } from './errors.ts'
import { parameterShapes } from './parameters.ts'
import type { SafetensorsFile, StoredTensor } from './safetensors.ts'

const WORDS = 'bert.embeddings.word_embeddings.weight'
const DECODER = 'cls.predictions.decoder.weight'
const BIAS = 'cls.predictions.bias'
const DECODER_BIAS = 'cls.predictions.decoder.bias'

/** Tensors of ordinary BERT checkpoints that a masked language model has no use for. */
const unused =
  /^(bert\.pooler\.dense\.(weight|bias)|cls\.seq_relationship\.(weight|bias)|bert\.embeddings\.position_ids)$/

/** How many names an error tells. */
const TOLD = 3

/** The parameters of a model, from a file. */
export interface Weights {
  readonly values: ReadonlyMap<string, Float32Array>
  /** Whether the decoder is the word embeddings: what the file holds decides, whatever its config says. */
  readonly tied: boolean
  /** What a person should know of it: what was left out, or taken in place of something else. */
  readonly notes: readonly string[]
}

/**
 * The parameters of the model that `config` describes, from the tensors of a file.
 *
 * A decoder that differs from the word embeddings stays what it is: transformers 5 doesn't tie it either, whatever
 * `tie_word_embeddings` says. Of two biases that differ, it computes with the decoder's, and so do we.
 * @throws PretrainedError that names each tensor that is missing, left over, of another shape or dtype, or holds what is
 * no finite number
 */
export function weightsOf(file: SafetensorsFile, config: BertConfig, fileName: string): Weights {
  const fail = (what: string): never => {
    throw new PretrainedError(`${fileName}: ${what}`)
  }
  const shapes = new Map(parameterShapes({ ...config, tieWordEmbeddings: false })).set(DECODER_BIAS, [
    config.vocabSize,
  ])
  const found = new Map<string, StoredTensor>()
  const origins = new Map<string, string>()
  const leftOut: string[] = []
  const unexpected: string[] = []
  for (const { name, dtype } of file.skipped) {
    if (shapes.has(modern(name)))
      fail(`${name} has dtype ${dtype}, which can't be read; it should be F32, F16, BF16 or F64`)
    if (unused.test(name)) leftOut.push(name)
    else unexpected.push(name)
  }
  for (const [name, stored] of file.tensors) {
    const key = modern(name)
    const right = shapes.get(key)
    if (right === undefined) {
      if (unused.test(name)) leftOut.push(name)
      else unexpected.push(name)
      continue
    }
    const twin = origins.get(key)
    if (twin !== undefined) fail(`${twin} and ${name} are the same parameter; one of them should be there`)
    if (stored.shape.join() !== right.join())
      fail(`${name} has shape [${stored.shape}], but config.json makes it [${right}]`)
    const lost = notFinite(stored.values, right)
    if (lost !== undefined) fail(`${name} ${lost}`)
    origins.set(key, name)
    found.set(key, stored)
  }

  const notes: string[] = []
  const words = found.get(WORDS)
  const decoder = found.get(DECODER)
  if (words === undefined && decoder !== undefined && config.tieWordEmbeddings) found.set(WORDS, decoder)
  const tied = words === undefined || decoder === undefined || same(words.values, decoder.values)
  if (decoder === undefined && words !== undefined && !config.tieWordEmbeddings)
    fail(
      `has no ${DECODER}, though config.json has tie_word_embeddings false; true would make it the word embeddings`,
    )
  if (!tied && config.tieWordEmbeddings)
    notes.push(`${fileName}: ${DECODER} differs from the word embeddings, so it is not tied to them`)
  const bias = found.get(BIAS)
  const decoderBias = found.get(DECODER_BIAS)
  if (decoderBias !== undefined) {
    if (bias !== undefined && !same(bias.values, decoderBias.values))
      notes.push(`${fileName}: ${BIAS} and ${DECODER_BIAS} differ; the latter is used, as transformers does`)
    found.set(BIAS, decoderBias)
  }
  if (leftOut.length > 0)
    notes.push(
      `${fileName}: left out, as a masked language model has no use for it: ${leftOut.toSorted().join(', ')}`,
    )

  const values = new Map<string, Float32Array>()
  const missing: string[] = []
  for (const name of parameterShapes({ ...config, tieWordEmbeddings: tied }).keys()) {
    const stored = found.get(name)
    if (stored) values.set(name, stored.values)
    else missing.push(name)
  }
  const complaints = [
    ...(unexpected.length > 0
      ? [`${keys('unexpected', unexpected)}: the model that config.json describes has none such`]
      : []),
    ...(missing.length > 0 ? [keys('missing', missing)] : []),
  ]
  if (complaints.length > 0) fail(complaints.join('; '))
  return { values, tied, notes }
}

/** Of TensorFlow's time. */
const modern = (name: string): string =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias')

const keys = (what: string, names: readonly string[]): string =>
  `${names.length} ${what} ${names.length === 1 ? 'key' : 'keys'}: ${names.slice(0, TOLD).join(', ')}${names.length > TOLD ? ', …' : ''}`

const same = (a: Float32Array, b: Float32Array): boolean => a.every((value, place) => value === b[place])

/** What to say of values that are NaN or infinite: how many, and where the first is; nothing where all are finite. */
export function notFinite(values: ArrayLike<number>, shape: readonly number[]): string | undefined {
  let count = 0
  let first = -1
  for (let place = 0; place < values.length; place++)
    if (!Number.isFinite(values[place])) {
      count++
      if (first < 0) first = place
    }
  if (count === 0) return undefined
  let rest = first
  const indices = shape.toReversed().map((size) => {
    const index = rest % size
    rest = Math.floor(rest / size)
    return index
  })
  return `holds ${count === 1 ? 'a value' : `${count} values`} of ${values.length} that ${count === 1 ? 'is no finite number' : 'are no finite numbers'}: the first is ${values[first]}, at [${indices.reverse()}]`
}
