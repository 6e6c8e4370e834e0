import { BertForMaskedLM } from '@cloze/bert'
import { checkOptions } from '../check-options.ts'
import { trainingBatches } from '../data/batches.ts'
import { describeMasking, type Masking } from '../masking/masking.ts'
import type { Storage } from '../storage.ts'
import { bertRecipe } from '../training/bert-recipe.ts'
import type { TrainingHook } from '../training/hooks.ts'
import { type MaskedLanguageModel, maskedLanguageModel } from '../training/masked-language-model.ts'
import { metricsLogHook, startMetricsLog } from '../training/metrics-log.ts'
import type { TrainResult } from '../training/step-metrics.ts'
import { train } from '../training/trainer.ts'
import { checkParts, fixedBatches } from './check-parts.ts'
import type { AugmentationRecord, CorpusRecord, RunRecord } from './record.ts'
import { saveRun } from './save-run.ts'
import type { Source } from './source.ts'
import { type ValidationMetrics, validationHook, validator } from './validation.ts'

/** What a run trains, what it learns from, how long, and what it writes where. */
export interface PretrainOptions {
  /**
   * Is trained itself, from the weights that it has, and stays the caller's to dispose of, whether this ends well or in an
   * error. A BERT, or anything that has a loss on masked batches and can be saved.
   */
  readonly model: BertForMaskedLM | MaskedLanguageModel
  readonly source: Source
  /** Each takes a batch, and moves the weights once. */
  readonly steps: number
  /** Sequences, or rows, in a step. */
  readonly batchSize: number
  /** The highest, after the warmup. */
  readonly learningRate: number
  /** Steps over which the learning rate rises; it falls to 0 over the others. */
  readonly warmup: number
  /** 0.01 where left out. */
  readonly weightDecay?: number | undefined
  /** BERT's where left out. */
  readonly masking?: Masking | undefined
  /** Of the order, the masks and what is drawn in the model. */
  readonly seed: number
  /** How the source was read, for the record. */
  readonly corpus?: CorpusRecord | undefined
  /** How its training part was augmented, for the record. */
  readonly augmentation?: AugmentationRecord | undefined
  /** Validates every so many steps; never where left out, but for the end. */
  readonly evaluateEvery?: number | undefined
  /** Reads the loss, and adds a line to the log, every so many steps; 1 where left out. */
  readonly logEvery?: number | undefined
  /** Where the model folder and the log go. An earlier run's files stay until this one's are complete beside them. */
  readonly out: Storage
  /** What else goes on beside the steps: called before the log and the validation. */
  readonly hooks?: readonly TrainingHook[] | undefined
  /** Told of each validation, the one at the end among them. */
  readonly onEvaluate?: ((metrics: ValidationMetrics) => void) | undefined
  /** Called when the model folder is written; only the last validation comes after it. */
  readonly onSave?: (() => void) | undefined
  /** Called once if the log can't be written, as on a full disk: training goes on. An error where left out. */
  readonly onLogFailure?: ((error: unknown) => void) | undefined
  /** Asked to stop, training stops after the step that it is in, and saves. */
  readonly signal?: AbortSignal | undefined
}

const names = {
  model: true,
  source: true,
  steps: true,
  batchSize: true,
  learningRate: true,
  warmup: true,
  weightDecay: true,
  masking: true,
  seed: true,
  corpus: true,
  augmentation: true,
  evaluateEvery: true,
  logEvery: true,
  out: true,
  hooks: true,
  onEvaluate: true,
  onSave: true,
  onLogFailure: true,
  signal: true,
} as const

/** How a run ended. */
export interface PretrainResult extends TrainResult {
  /** Of `model.safetensors`, in hexadecimal. */
  readonly sha256: string
  /** At the end. */
  readonly validation: ValidationMetrics
}

/**
 * A run that was told to stop before it had learnt anything, which should replace nothing.
 * @example
 * const out = memoryStorage()
 * const options = { model, source, steps: 9, batchSize: 4, learningRate: 1e-3, warmup: 1, seed: 1, out }
 * await pretrain({ ...options, signal: AbortSignal.abort() })
 * // throws StoppedError: stopped before the first step: nothing is saved
 */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

/**
 * Pre-trains a model, validates it, and writes its Hugging Face folder, with `trainer.json` and the log `metrics.jsonl`
 * beside it. The same model and options give the same bytes.
 * @throws TypeError on an option that there isn't; StoppedError if the signal came before the first step; MaskingError, CorpusError where there is nothing to
 * predict; TrainingError where training diverges
 * @example
 * const out = memoryStorage()
 * const options = { model, source, steps: 2, batchSize: 4, learningRate: 2e-3, warmup: 1, seed: 1, out }
 * const { validation } = await pretrain(options)
 * validation.validationLoss // 5.265
 * await out.exists('model.safetensors') // true
 */
export async function pretrain(options: PretrainOptions): Promise<PretrainResult> {
  checkOptions('pretrain', options, names)
  const model = options.model instanceof BertForMaskedLM ? maskedLanguageModel(options.model) : options.model
  const { source, seed, batchSize, out, steps, learningRate, warmup, evaluateEvery, signal } = options
  const masking = { ...options.masking, tokenizer: source.tokenizer }
  // Made before anything is written: it says what can't be masked so.
  const batches = trainingBatches({ sequences: source.training, batchSize, seed, masking, steps })
  checkParts(source, { seed, masking })
  const log = await startMetricsLog(out, options.onLogFailure)
  try {
    const validate = validator(
      model,
      () => fixedBatches(source, 'validation', { seed, masking }),
      async (metrics) => {
        await log.add({ ...metrics })
        options.onEvaluate?.(metrics)
      },
    )
    const result = await train(model, {
      ...bertRecipe({ learningRate, warmup, steps, weightDecay: options.weightDecay }),
      batches,
      steps,
      seed,
      signal,
      logEvery: options.logEvery,
      hooks: [
        ...(options.hooks ?? []),
        metricsLogHook(log),
        ...(evaluateEvery === undefined ? [] : [validationHook(validate, evaluateEvery, signal)]),
      ],
    })
    if (result.steps === 0) throw new StoppedError('stopped before the first step: nothing is saved')
    const { tokenizer } = source
    const record = recordOf(options, result)
    const sha256 = await saveRun(out, { model, tokenizer, record, log }) // first, so that no error after it loses the weights
    options.onSave?.()
    return { ...result, sha256, validation: await validate(result.steps) }
  } catch (error) {
    await log.discard().catch(() => {}) // the first error is the one to tell
    throw error
  }
}

const recordOf = (options: PretrainOptions, { steps }: TrainResult): RunRecord => ({
  seed: options.seed,
  steps,
  plannedSteps: options.steps,
  batchSize: options.batchSize,
  learningRate: options.learningRate,
  warmup: options.warmup,
  masking: describeMasking(options.masking ?? {}),
  sequenceLength: options.source.longest,
  corpus: options.corpus,
  augmentation: options.augmentation,
})
