import { gradients } from '@cloze/autograd'
import { checkSeed, disposeOf, scope, type Tensor } from '@cloze/tensor'
import { AdamWOptimizer, type AdamWOptions } from './adamw-optimizer.ts'
import type { LossReport, StepReport } from './reports.ts'
import { linearSchedule } from './schedule.ts'
import type { Trainable } from './trainable.ts'
import { yieldToEvents } from './yield-to-events.ts'

/** What a batch must tell, for the count of tokens. */
export interface Countable {
  readonly attentionMask: Int32Array
}

export interface TrainOptions<Batch> {
  /** One that asks for nothing is passed over: no step. */
  readonly batches: Iterable<Batch>
  readonly steps: number
  /** The highest, after the warmup. */
  readonly learningRate: number
  /** Steps over which the learning rate rises; it falls to 0 over the others. */
  readonly warmup: number
  readonly seed: number
  readonly optimizer?: AdamWOptions
  /** The loss is read at the first step, at the last, and at every so many; 1 where left out. */
  readonly logEvery?: number
  /** Called after each step whose loss was read, before `onStep`. */
  readonly onReport?: (report: LossReport) => void | Promise<void>
  /** Called after every step. */
  readonly onStep?: (report: StepReport) => void | Promise<void>
  /** Asked to stop, training stops after the step that it is in. */
  readonly signal?: AbortSignal
}

/** Training that can't go on. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
}

export interface TrainResult {
  /** How many were done: fewer than asked for where it was stopped. */
  readonly steps: number
  readonly tokensPerSecond: number
  /** Of the steps alone, without what the callbacks took. */
  readonly seconds: number
}

/**
 * Trains anything that has a loss and parameters. Every step is a scope of its own: no tensor outlives it but the
 * parameters and the optimizer's state, whether it ends well or in an error. Nothing is read back from the device within
 * a step, and its loss only where a report is due, so that a device that works by itself is never waited for in vain.
 * @throws TrainingError at the first report of a loss or of gradients that are no numbers; RangeError on a seed that is
 * none
 * @example
 * await train(model, { batches, steps: 100, learningRate: 1e-3, warmup: 10, seed: 1 })
 */
export async function train<Batch extends Countable>(
  model: Trainable<Batch>,
  options: TrainOptions<Batch>,
): Promise<TrainResult> {
  const { batches, steps, learningRate, warmup, seed, logEvery = 1, onReport, onStep, signal } = options
  checkSeed(seed)
  const parameters = [...model.parameters().values()]
  const device = parameters[0]?.value.device
  const optimizer = new AdamWOptimizer(model.parameters(), options.optimizer)
  let done = 0
  let tokens = 0
  let seconds = 0
  let before: LossReport | undefined
  try {
    let began = performance.now()
    for (const batch of batches) {
      if (done >= steps || signal?.aborted) break
      const step = done + 1
      const due = step === 1 || step === steps || step % logEvery === 0
      const rate = learningRate * linearSchedule(done, warmup, steps)
      const taken = scope((): { read?: Readable } | undefined => {
        const { loss, count, predictions, labels } = model.loss(batch, { seed, step: done, training: true })
        if (count === 0) return undefined
        const norm = optimizer.step(gradients(loss, parameters), rate)
        if (!due) return {}
        return { read: { loss: loss.value, norm, guesses: predictions?.value, labels } }
      })
      const found = taken?.read && (await readAll(taken.read))
      await device?.settle() // no more than a step's work is ever queued
      seconds += (performance.now() - began) / 1000
      if (taken) {
        done = step
        tokens += batch.attentionMask.reduce((total, one) => total + one, 0)
        const report = { step, steps, learningRate: rate, tokensPerSecond: tokens / seconds, seconds }
        if (found) {
          checkFinite(found, before, step, options)
          before = { ...report, ...found }
          await onReport?.(before)
        }
        await onStep?.(report)
      }
      await yieldToEvents()
      began = performance.now()
    }
  } finally {
    optimizer.dispose()
  }
  return { steps: done, tokensPerSecond: seconds > 0 ? tokens / seconds : 0, seconds }
}

/** What a report tells, while it is on the device. */
interface Readable {
  readonly loss: Tensor
  readonly norm: Tensor
  readonly guesses: Tensor | undefined
  readonly labels: Int32Array | undefined
}

async function readAll(held: Readable): Promise<Pick<LossReport, 'loss' | 'gradientNorm' | 'accuracy'>> {
  try {
    const guesses = await held.guesses?.data()
    return {
      loss: await held.loss.item(),
      gradientNorm: await held.norm.item(),
      accuracy: guesses && held.labels && shareRight(guesses, held.labels),
    }
  } finally {
    disposeOf(held)
  }
}

/** Of the labels that count. */
function shareRight(guesses: ArrayLike<number>, labels: Int32Array): number {
  const rows = [...labels.keys()].filter((row) => (labels[row] ?? -1) >= 0)
  return rows.filter((row) => guesses[row] === labels[row]).length / rows.length
}

/** @throws TrainingError where the loss is no finite number, or the gradients are none, which the weights then aren't */
function checkFinite(
  { loss, gradientNorm }: Pick<LossReport, 'loss' | 'gradientNorm'>,
  before: LossReport | undefined,
  step: number,
  { learningRate, warmup }: Pick<TrainOptions<Countable>, 'learningRate' | 'warmup'>,
): void {
  if (Number.isFinite(loss) && !Number.isNaN(gradientNorm)) return
  const what = Number.isFinite(loss) ? `the gradients are ${gradientNorm}` : `the loss is ${loss}`
  const was = before === undefined ? '' : ` (it was ${before.loss.toPrecision(4)} at step ${before.step})`
  throw new TrainingError(
    `${what} at step ${step}${Number.isFinite(loss) ? '' : was}: training diverged; try a lower learning rate than ${learningRate}, or more warmup than ${warmup} steps`,
  )
}
