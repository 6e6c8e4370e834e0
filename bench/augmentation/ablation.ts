/** What each augmentation is worth where text is scarce: runs with and without it, the same but for that. */
import { sizes } from '@cloze/bert'
import { bertFor, corpusSource, memoryCorpus, memoryStorage, pretrain } from '@cloze/mlm'
import { augmentedCorpus, type Synonyms } from '@cloze/mlm/augmentation'
import type { ConfidenceInterval } from '@cloze/mlm/evaluation'
import { type Device, random, shuffle } from '@cloze/tensor'
import { tInterval } from '../t-interval.ts'

export interface AblationOptions {
  /** Of these, each seed draws which are trained on. */
  readonly documents: readonly string[]
  /** How many documents a run is trained on; the others measure it. */
  readonly training: number
  readonly synonyms?: Synonyms | undefined
  readonly rate: number
  readonly copies: number
  readonly seeds: number
  readonly steps: number
  readonly device: Device
  readonly onRun?: (run: Run) => void
}

export interface Run {
  readonly name: string
  readonly seed: number
  readonly loss: number
  readonly seconds: number
}

export interface Row {
  readonly name: string
  /** Of the validation part at the end, in nats: one a seed. */
  readonly losses: readonly number[]
  readonly loss: number
  /** To the run without augmentation of the same seed; below 0 is better. */
  readonly difference?: ConfidenceInterval
}

const NONE = 'none'

/** Every augmentation that needs no model, by itself, and all of them together. */
export function variants(synonyms: boolean): ReadonlyMap<string, readonly string[]> {
  const alone = ['insert', 'delete', 'swap', ...(synonyms ? ['synonyms'] : [])]
  const each = alone.map((name): [string, string[]] => [name, [name]])
  return new Map([[NONE, []], ...each, ['combined', alone]])
}

/** Seed after seed, each with every variant, so that a machine that changes its pace changes it for all. */
export async function ablation(options: AblationOptions): Promise<Row[]> {
  const losses = new Map<string, number[]>()
  for (let seed = 1; seed <= options.seeds; seed++)
    for (const [name, augment] of variants(options.synonyms !== undefined)) {
      const start = performance.now()
      const loss = await lossOf(augment, seed, options)
      losses.set(name, [...(losses.get(name) ?? []), loss])
      options.onRun?.({ name, seed, loss, seconds: (performance.now() - start) / 1000 })
    }
  const plain = losses.get(NONE) ?? []
  return [...losses].map(([name, found]) => ({
    name,
    losses: found,
    loss: found.reduce((sum, loss) => sum + loss, 0) / found.length,
    ...(name !== NONE && { difference: tInterval(found.map((loss, run) => loss - (plain[run] ?? 0))) }),
  }))
}

/** The model and its training, the same for all. */
const TOKENS = { vocabularySize: 2000, sequenceLength: 64 }
const MODEL = {
  ...sizes.tiny,
  maxPositionEmbeddings: TOKENS.sequenceLength,
  hiddenDropoutProb: 0.1,
  attentionProbsDropoutProb: 0.1,
}
const TRAINING = { batchSize: 32, learningRate: 1e-3, weightDecay: 0.01, logEvery: 100 }

async function lossOf(names: readonly string[], seed: number, options: AblationOptions): Promise<number> {
  const { rate, copies, steps, device, synonyms } = options
  const shuffled = shuffle([...options.documents], random(seed, 'ablation'))
  const training = memoryCorpus(shuffled.slice(0, options.training))
  const validation = memoryCorpus(shuffled.slice(options.training))
  const augmented =
    names.length === 0
      ? undefined
      : augmentedCorpus(training, { names, rate, copies, seed, resources: { synonyms } })
  const source = await corpusSource({ training, augmented, validation }, TOKENS)
  const model = bertFor(source.tokenizer, MODEL, { device, seed })
  try {
    const result = await pretrain({
      model,
      ...TRAINING,
      source,
      steps,
      warmup: Math.ceil(steps / 10),
      seed,
      out: memoryStorage(),
    })
    return result.validation.validationLoss
  } finally {
    model.dispose()
  }
}
