import { BertForMaskedLM, type BertSettings, savePretrained } from '@cloze/bert'
import type { Device } from '@cloze/tensor'
import { everySequence } from '../corpus/sequence.ts'
import { CorpusError } from '../errors.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { MaskingError } from '../masking/error.ts'
import { describeMasking, type Masking } from '../masking/masking.ts'
import type { Storage } from '../storage.ts'
import { saveTokenizer } from '../tokenizer/folder.ts'
import { type Batch, labelCount } from '../training/batch.ts'
import { evaluationBatches, trainingBatches } from '../training/batches.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { logMetrics, startMetrics } from '../training/metrics.ts'
import type { LossReport, StepReport } from '../training/reports.ts'
import { type TrainResult, train } from '../training/trainer.ts'
import { type AugmentationRecord, type CorpusRecord, writeRecord } from './record.ts'
import type { Source } from './source.ts'

export interface PretrainOptions {
  readonly source: Source
  /** The model, but for its vocabulary. */
  readonly model: Omit<BertSettings, 'vocabSize'>
  readonly steps: number
  readonly batchSize: number
  readonly learningRate: number
  readonly warmup: number
  readonly weightDecay?: number
  /** BERT's where left out. */
  readonly masking?: Masking
  readonly seed: number
  /** How the source was read, for the record. */
  readonly corpus?: CorpusRecord
  /** How its training part was augmented, for the record. */
  readonly augmentation?: AugmentationRecord | undefined
  readonly device: Device
  /** Validates every so many steps; never where left out, but for the end. */
  readonly evaluateEvery?: number
  /** Reads the loss, and adds a line to the log, every so many steps; 1 where left out. */
  readonly logEvery?: number
  /** Where the model folder and the log go. */
  readonly out: Storage
  readonly onReport?: (report: LossReport) => void
  readonly onStep?: (report: StepReport) => void
  readonly onEvaluate?: (report: ValidationReport) => void
  readonly signal?: AbortSignal
}

export interface ValidationReport {
  readonly step: number
  readonly validationLoss: number
  readonly validationAccuracy: number
}

export interface PretrainResult extends TrainResult {
  /** On the caller to dispose of. */
  readonly model: BertForMaskedLM
  /** Of `model.safetensors`, in hexadecimal. */
  readonly sha256: string
  readonly validation: ValidationReport
}

/**
 * Pre-trains a model from scratch, validates it, and writes its Hugging Face folder, with `trainer.json` and the log
 * `metrics.jsonl` beside it. The same options give the same bytes.
 */
export async function pretrain(options: PretrainOptions): Promise<PretrainResult> {
  const { source, seed, batchSize, device, out, steps } = options
  const { tokenizer } = source
  const model = new BertForMaskedLM(
    { ...options.model, vocabSize: tokenizer.vocabularySize },
    { device, seed },
  )
  try {
    const masking = { ...options.masking, tokenizer }
    const batchesOf = (part: 'training' | 'validation') =>
      evaluationBatches({ sequences: source[part], batchSize: 32, seed, masking })
    // Made before anything is written: it says what can't be masked so.
    const batches = trainingBatches({ sequences: source.training, batchSize, seed, masking, steps })
    for (const part of ['training', 'validation'] as const)
      if (Number.isFinite(source[part].length) && !hasLabel(batchesOf(part))) {
        const { length } = everySequence(source[part])
        if (masking.strategy?.amount === 'given')
          throw new MaskingError(
            `masking ${masking.strategy.name} chooses no token of the ${length} sequences of the ${part} part`,
          )
        throw new CorpusError(
          `the ${length} sequences of the ${part} part have no token to predict: every one is [UNK]; the tokenizer is of other text: learn one from this, with --tokenizer wordpiece`,
        )
      }
    const trainable = maskedLanguageModel(model)
    const validate = async (step: number): Promise<ValidationReport> => {
      const { loss, accuracy } = await evaluate(trainable, batchesOf('validation'))
      const report = { step, validationLoss: loss, validationAccuracy: accuracy }
      await logMetrics(out, report)
      options.onEvaluate?.(report)
      return report
    }

    await startMetrics(out)
    const result = await train(trainable, {
      batches,
      steps,
      learningRate: options.learningRate,
      warmup: options.warmup,
      seed,
      optimizer: options.weightDecay === undefined ? {} : { weightDecay: options.weightDecay },
      ...(options.signal && { signal: options.signal }),
      ...(options.logEvery !== undefined && { logEvery: options.logEvery }),
      onReport: async (report) => {
        options.onReport?.(report)
        const { step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond } = report
        await logMetrics(out, { step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond })
      },
      onStep: async (report) => {
        options.onStep?.(report)
        const { step } = report
        const due = options.evaluateEvery !== undefined && step % options.evaluateEvery === 0 && step < steps
        if (due && !options.signal?.aborted) await validate(step)
      },
    })
    const sha256 = await save(model, options, result) // first, so that no error after it loses the weights
    return { ...result, model, sha256, validation: await validate(result.steps) }
  } catch (error) {
    model.dispose()
    throw error
  }
}

const hasLabel = (batches: Iterable<Batch>): boolean => {
  for (const batch of batches) if (labelCount(batch) > 0) return true
  return false
}

/**
 * Writes the folder. `config.json`, without which it is no model, goes first and comes last: an end in between never
 * leaves an old config beside new weights.
 */
async function save(
  model: BertForMaskedLM,
  options: PretrainOptions,
  { steps }: TrainResult,
): Promise<string> {
  const { out, seed, batchSize, learningRate, warmup, source } = options
  let sha256 = ''
  await out.remove('config.json')
  await saveTokenizer(out, source.tokenizer)
  await writeRecord(out, {
    seed,
    steps,
    plannedSteps: options.steps,
    batchSize,
    learningRate,
    warmup,
    masking: describeMasking(options.masking ?? {}),
    sequenceLength: source.longest,
    corpus: options.corpus,
    augmentation: options.augmentation,
  })
  await savePretrained(
    {
      write: async (name, bytes) => {
        if (name === 'model.safetensors') sha256 = await hexDigest(bytes)
        await out.write(name, bytes)
      },
    },
    model,
  )
  return sha256
}

async function hexDigest(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
