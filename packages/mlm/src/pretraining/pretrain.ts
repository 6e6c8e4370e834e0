import { BertForMaskedLM, type BertSettings, savePretrained } from '@cloze/bert'
import type { Device } from '@cloze/tensor'
import { evaluate } from '../evaluation/evaluate.ts'
import type { MaskingStrategy } from '../masking/strategy.ts'
import type { Storage } from '../storage.ts'
import { saveTokenizer } from '../tokenizer/folder.ts'
import { evaluationBatches, trainingBatches } from '../training/batches.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { logMetrics, startMetrics } from '../training/metrics.ts'
import { type StepReport, type TrainResult, train } from '../training/trainer.ts'
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
  readonly maskRate?: number
  /** `random` where left out. */
  readonly strategy?: MaskingStrategy
  readonly seed: number
  readonly device: Device
  /** Validates every so many steps; never where left out, but for the end. */
  readonly evaluateEvery?: number
  /** Where the model folder and the log go. */
  readonly out: Storage
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
    const masking = {
      tokenizer,
      ...(options.maskRate !== undefined && { rate: options.maskRate }),
      ...(options.strategy && { strategy: options.strategy }),
    }
    const trainable = maskedLanguageModel(model)
    const validate = async (step: number): Promise<ValidationReport> => {
      const batches = evaluationBatches({ sequences: source.validation, batchSize: 32, seed, masking })
      const { loss, accuracy } = await evaluate(trainable, batches)
      const report = { step, validationLoss: loss, validationAccuracy: accuracy }
      await logMetrics(out, report)
      options.onEvaluate?.(report)
      return report
    }

    await startMetrics(out)
    const result = await train(trainable, {
      batches: trainingBatches({ sequences: source.training, batchSize, seed, masking }),
      steps,
      learningRate: options.learningRate,
      warmup: options.warmup,
      seed,
      optimizer: options.weightDecay === undefined ? {} : { weightDecay: options.weightDecay },
      ...(options.signal && { signal: options.signal }),
      onStep: async (report) => {
        options.onStep?.(report)
        const { step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond } = report
        await logMetrics(out, { step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond })
        const due = options.evaluateEvery !== undefined && step % options.evaluateEvery === 0 && step < steps
        if (due && !options.signal?.aborted) await validate(step)
      },
    })
    const sha256 = await save(model, options, result) // first, so that no error after it loses the weights
    const validation = await validate(result.steps)
    return { ...result, model, sha256, validation }
  } catch (error) {
    model.dispose()
    throw error
  }
}

/** Writes the folder; `config.json`, without which it is no model, comes last. */
async function save(
  model: BertForMaskedLM,
  options: PretrainOptions,
  { steps }: TrainResult,
): Promise<string> {
  const { out, seed, batchSize, learningRate, warmup, source } = options
  let sha256 = ''
  await saveTokenizer(out, source.tokenizer)
  const trainer = { seed, steps, plannedSteps: options.steps, batchSize, learningRate, warmup }
  await out.write('trainer.json', new TextEncoder().encode(`${JSON.stringify(trainer, null, 2)}\n`))
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

export async function hexDigest(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
