/** One step: the gradients of its batches, through the one place where they are brought together, to the optimizer. */
import { type Clipping, globalNorm, gradients, type Optimizer } from '@cloze/autograd'
import { disposeOf, scope, type Tensor } from '@cloze/tensor'
import { type Gradients, meanOfBoth } from './gradient-mean.ts'
import { readMetrics, type StepPredictions, stepPredictions } from './read-metrics.ts'
import type { StepMetrics } from './step-metrics.ts'
import type { LossContext, Trainable } from './trainable.ts'

/**
 * What every step's gradients pass through before they are clipped and taken, as where several machines share a batch:
 * their mean, by `count`, is what each of them goes on with. What it gives in place of what it was given, and what it was
 * given, the trainer disposes of.
 */
export type Reduction = (local: Gradients) => Gradients | Promise<Gradients>

interface StepSettings {
  readonly optimizer: Optimizer
  readonly clip: Clipping | undefined
  readonly reduce: Reduction | undefined
}

interface StepOptions {
  readonly seed: number
  /** Counts from 0. */
  readonly step: number
  readonly learningRate: number
  /** Whether the loss is read from the device. */
  readonly reads: boolean
}

interface StepTaken {
  /** In the batches that asked for something. */
  readonly tokens: number
  /** Where it was to be read. */
  readonly read: Pick<StepMetrics, 'loss' | 'gradientNorm' | 'accuracy'> | undefined
}

/** @returns nothing, and no parameter has moved, where no batch asks for anything */
export async function takeStep<Batch>(
  model: Trainable<Batch>,
  batches: readonly Batch[],
  { optimizer, clip, reduce }: StepSettings,
  options: StepOptions,
): Promise<StepTaken | undefined> {
  const accumulated = await accumulate(model, batches, options)
  if (accumulated === undefined) return undefined
  const { tokens, predictions, local } = accumulated
  const held: unknown[] = [local, predictions]
  try {
    const all = reduce ? await reduce(local) : local
    held.push(all)
    const norm = scope((): Tensor | undefined => {
      const clipped = clip?.(all.gradients)
      const { learningRate } = options
      optimizer.step(all.gradients, clipped ? { learningRate, scale: clipped.scale } : { learningRate })
      return options.reads ? (clipped?.norm ?? globalNorm(all.gradients)) : undefined
    })
    held.push(norm)
    return { tokens, read: norm && (await readMetrics({ loss: all.loss, norm, predictions })) }
  } finally {
    disposeOf(held)
  }
}

interface Accumulated {
  readonly local: Gradients
  readonly predictions: readonly StepPredictions[]
  readonly tokens: number
}

/** The mean of the batches' gradients, and what was predicted in them. The caller disposes of them. */
async function accumulate<Batch>(
  model: Trainable<Batch>,
  batches: readonly Batch[],
  { seed, step, reads }: StepOptions,
): Promise<Accumulated | undefined> {
  let local: Gradients | undefined
  const predictions: StepPredictions[] = []
  let [tokens, firstExample] = [0, 0]
  try {
    for (const batch of batches) {
      await local?.loss.device.synchronize() // no more than a batch's work is ever queued
      const size = model.size(batch)
      const found = batchGradients(model, batch, { seed, step, firstExample, training: true }, reads)
      firstExample += size.examples
      if (found === undefined) continue
      tokens += size.tokens
      predictions.push(...found.predictions)
      local = local ? meanOfBoth(local, found.local) : found.local
    }
    return local && { local, predictions, tokens }
  } catch (error) {
    disposeOf([local, predictions])
    throw error
  }
}

/** Nothing where the batch asks for nothing. */
const batchGradients = <Batch>(model: Trainable<Batch>, batch: Batch, context: LossContext, reads: boolean) =>
  scope((): { local: Gradients; predictions: StepPredictions[] } | undefined => {
    const { loss, count, predictions, labels } = model.loss(batch, context)
    if (count === 0) return undefined
    const local = { gradients: gradients(loss, [...model.parameters().values()]), loss: loss.value, count }
    return { local, predictions: reads ? stepPredictions(predictions, labels) : [] }
  })
