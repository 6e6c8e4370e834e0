/** One step: the gradients of its batches, through the one place where they are brought together, to the optimizer. */
import { type Clipping, globalNorm, gradients, type Optimizer } from '@cloze/autograd'
import { disposeOf, scope, type Tensor } from '@cloze/tensor'
import { type Gradients, joined } from './gradient-mean.ts'
import { type Answers, answersOf, readAll } from './reading.ts'
import type { LossReport } from './reports.ts'
import type { LossContext, Trainable } from './trainable.ts'

/**
 * What every step's gradients pass through before they are clipped and taken, as where several machines share a batch:
 * their mean, by `count`, is what each of them goes on with. What it gives in place of what it was given, and what it was
 * given, the trainer disposes of.
 */
export type Reduction = (own: Gradients) => Gradients | Promise<Gradients>

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
  readonly read: Pick<LossReport, 'loss' | 'gradientNorm' | 'accuracy'> | undefined
}

/** @returns nothing, and no parameter has moved, where no batch asks for anything */
export async function takeStep<Batch>(
  model: Trainable<Batch>,
  batches: readonly Batch[],
  { optimizer, clip, reduce }: StepSettings,
  options: StepOptions,
): Promise<StepTaken | undefined> {
  const gathered = await gather(model, batches, options)
  if (gathered === undefined) return undefined
  const { tokens, answers, own } = gathered
  const held: unknown[] = [own, answers]
  try {
    const all = reduce ? await reduce(own) : own
    held.push(all)
    const norm = scope((): Tensor | undefined => {
      const clipped = clip?.(all.gradients)
      const { learningRate } = options
      optimizer.step(all.gradients, clipped ? { learningRate, scale: clipped.scale } : { learningRate })
      return options.reads ? (clipped?.norm ?? globalNorm(all.gradients)) : undefined
    })
    held.push(norm)
    return { tokens, read: norm && (await readAll({ loss: all.loss, norm, answers })) }
  } finally {
    disposeOf(held)
  }
}

interface Gathered {
  readonly own: Gradients
  readonly answers: readonly Answers[]
  readonly tokens: number
}

/** The mean of the batches' gradients, and what was predicted in them. The caller disposes of them. */
async function gather<Batch>(
  model: Trainable<Batch>,
  batches: readonly Batch[],
  { seed, step, reads }: StepOptions,
): Promise<Gathered | undefined> {
  let own: Gradients | undefined
  const answers: Answers[] = []
  let [tokens, firstExample] = [0, 0]
  try {
    for (const batch of batches) {
      await own?.loss.device.synchronize() // no more than a batch's work is ever queued
      const found = ofBatch(model, batch, { seed, step, firstExample, training: true }, reads)
      const size = model.size(batch)
      firstExample += size.examples
      if (found === undefined) continue
      tokens += size.tokens
      answers.push(...found.answers)
      own = own ? joined(own, found.own) : found.own
    }
    return own && { own, answers, tokens }
  } catch (error) {
    disposeOf([own, answers])
    throw error
  }
}

/** Nothing where the batch asks for nothing. */
const ofBatch = <Batch>(model: Trainable<Batch>, batch: Batch, context: LossContext, reads: boolean) =>
  scope((): { own: Gradients; answers: Answers[] } | undefined => {
    const { loss, count, predictions, labels } = model.loss(batch, context)
    if (count === 0) return undefined
    const own = { gradients: gradients(loss, [...model.parameters().values()]), loss: loss.value, count }
    return { own, answers: reads ? answersOf(predictions, labels) : [] }
  })
