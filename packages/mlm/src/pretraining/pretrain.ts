import { BertForMaskedLM, type BertSettings, savePretrained } from '@cloze/bert'
import type { Device } from '@cloze/tensor'
import { type Batch, labelCount } from '../data/batch.ts'
import { evaluationBatches, trainingBatches } from '../data/batches.ts'
import { everySequence } from '../data/sequence.ts'
import { CorpusError } from '../errors.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { MaskingError } from '../masking/error.ts'
import { describeMasking, type Masking } from '../masking/masking.ts'
import type { Storage } from '../storage.ts'
import { encodedFiles } from '../tokenizer/folder.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { type RunLog, startLog } from '../training/metrics.ts'
import type { LossReport, StepReport } from '../training/reports.ts'
import { type TrainResult, train } from '../training/trainer.ts'
import { type AugmentationRecord, type CorpusRecord, writeRecord } from './record.ts'
import type { Source } from './source.ts'

export interface PretrainOptions {
  readonly source: Source
  /** The model, but for its vocabulary and the id of its padding, which are the tokenizer's. */
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
  /** Where the model folder and the log go. An earlier run's files stay until this one's are complete beside them. */
  readonly out: Storage
  readonly onReport?: (report: LossReport) => void
  readonly onStep?: (report: StepReport) => void
  readonly onEvaluate?: (report: ValidationReport) => void
  /** Called when the model folder is written; only the last validation comes after it. */
  readonly onSave?: () => void
  /** Called once if the log can't be written, as on a full disk: training goes on. An error where left out. */
  readonly onLogFailure?: (error: unknown) => void
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

/** A run that was told to stop before it had learnt anything, which should replace nothing. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

/**
 * Pre-trains a model from scratch, validates it, and writes its Hugging Face folder, with `trainer.json` and the log
 * `metrics.jsonl` beside it. The same options give the same bytes.
 * @throws StoppedError if the signal came before the first step
 */
export async function pretrain(options: PretrainOptions): Promise<PretrainResult> {
  const { source, seed, batchSize, device, out, steps } = options
  const { tokenizer } = source
  const model = new BertForMaskedLM(
    { ...options.model, vocabSize: tokenizer.vocabularySize, padTokenId: tokenizer.special.pad },
    { device, seed },
  )
  let log: RunLog | undefined
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
    const started = await startLog(out, options.onLogFailure)
    log = started
    const validate = async (step: number): Promise<ValidationReport> => {
      const { loss, accuracy } = await evaluate(trainable, batchesOf('validation'))
      const report = { step, validationLoss: loss, validationAccuracy: accuracy }
      await started.add(report)
      options.onEvaluate?.(report)
      return report
    }

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
        await started.add({ step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond })
      },
      onStep: async (report) => {
        options.onStep?.(report)
        const { step } = report
        const due = options.evaluateEvery !== undefined && step % options.evaluateEvery === 0 && step < steps
        if (due && !options.signal?.aborted) await validate(step)
      },
    })
    if (result.steps === 0) throw new StoppedError('stopped before the first step: nothing is saved')
    const sha256 = await save(model, options, result, started) // first, so that no error after it loses the weights
    options.onSave?.()
    return { ...result, model, sha256, validation: await validate(result.steps) }
  } catch (error) {
    model.dispose()
    await log?.takeAway().catch(() => {}) // the first error is the one to tell
    throw error
  }
}

const hasLabel = (batches: Iterable<Batch>): boolean => {
  for (const batch of batches) if (labelCount(batch) > 0) return true
  return false
}

/** What a run leaves beside its tokenizer and its log. */
export const runFiles = ['config.json', 'model.safetensors', 'trainer.json'] as const

/** What a model that is replaced may have beside it, and some read before `tokenizer.json`: it speaks of another vocabulary. */
const stale = ['vocab.txt', 'vocab.json', 'merges.txt', 'added_tokens.json', 'special_tokens_map.json']

/**
 * Writes the folder as one: all of it is there, or what was there before. `config.json`, without which it is no model, is
 * last.
 * @throws PretrainedError, before anything is written, on weights that are no numbers: a run that was stopped may have
 * diverged since its loss was last looked at
 */
async function save(
  model: BertForMaskedLM,
  options: PretrainOptions,
  { steps }: TrainResult,
  log: RunLog,
): Promise<string> {
  const { out, seed, batchSize, learningRate, warmup, source } = options
  const gone = (await out.exists('config.json')) ? stale : []
  const files = new Map<string, Uint8Array | undefined>(gone.map((name) => [name, undefined]))
  const write = async (name: string, bytes: Uint8Array) => {
    files.set(name, bytes)
  }
  for (const [name, bytes] of encodedFiles(source.tokenizer)) files.set(name, bytes)
  await writeRecord(
    { write },
    {
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
    },
  )
  for (const [name, bytes] of await log.replacing()) files.set(name, bytes)
  let sha256 = ''
  await savePretrained(
    {
      write: async (name, bytes) => {
        if (name === 'model.safetensors') sha256 = await hexDigest(bytes)
        await write(name, bytes)
      },
    },
    model,
  )
  await out.replace(files)
  log.replaced()
  return sha256
}

async function hexDigest(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
