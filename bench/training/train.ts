/** Training speed: tokens per second of whole steps: forward, backward, clipping, AdamW. */
import { adamW, clipGradients, gradients } from '@cloze/autograd'
import type { BertForMaskedLM, MaskedBatch } from '@cloze/bert'
import { decaysByName } from '@cloze/mlm/training'
import { disposeOf, scope } from '@cloze/tensor'
import { median, quantile } from '../measure.ts'
import { tokensOf } from './batches.ts'

export interface TrainBenchOptions {
  readonly model: BertForMaskedLM
  /** The batch of a step; steps count from 0, those of the warmup too. */
  readonly batch: (step: number) => MaskedBatch
  readonly logits: 'labelled' | 'all'
  /** Whether cells are dropped, by the model's own rates. */
  readonly dropout: boolean
  readonly learningRate: number
  readonly steps: number
  /** Steps that are run first and not timed. */
  readonly warmup: number
  /** Called between the warmup and the steps that are timed. */
  readonly onWarm?: () => void
}

export interface TrainBenchResult {
  /** That are no padding, in a step of median time. */
  readonly tokensPerSecond: number
  /** Half of the steps were between the two. */
  readonly tokensPerSecondSpread: readonly [low: number, high: number]
  readonly peakResidentBytes: number
  readonly loss: number
  /** Of each step, those of the warmup too. */
  readonly losses: readonly number[]
  /** Of each step that was timed. */
  readonly seconds: readonly number[]
}

export async function benchTrain(options: TrainBenchOptions): Promise<TrainBenchResult> {
  const { model, logits, learningRate } = options
  const parameters = [...model.parameters().values()]
  const optimizer = adamW(model.parameters(), { decays: decaysByName })
  const [seconds, speeds, losses]: [number[], number[], number[]] = [[], [], []]
  try {
    for (let step = 0; step < options.warmup + options.steps; step++) {
      if (step === options.warmup) options.onWarm?.()
      const batch = options.batch(step)
      const start = performance.now()
      const held = scope(() => {
        const dropout = options.dropout ? { seed: 0, step } : undefined
        const { loss } = model.loss(batch, { positions: logits, dropout })
        const found = gradients(loss, parameters)
        const { norm, scale } = clipGradients(found, 1)
        optimizer.step(found, { learningRate, scale })
        return { loss: loss.value, norm }
      })
      try {
        losses.push(await held.loss.item())
      } finally {
        disposeOf(held)
      }
      if (step < options.warmup) continue
      const took = (performance.now() - start) / 1000
      seconds.push(took)
      speeds.push(tokensOf(batch) / took)
    }
  } finally {
    optimizer.dispose()
  }
  return {
    tokensPerSecond: median(speeds),
    tokensPerSecondSpread: [quantile(speeds, 0.25), quantile(speeds, 0.75)],
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    loss: losses.at(-1) ?? Number.NaN,
    losses,
    seconds,
  }
}
