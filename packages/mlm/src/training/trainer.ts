import { gradients } from '@cloze/autograd'
import { argmax, disposeOf, scope } from '@cloze/tensor'
import { AdamWOptimizer, type AdamWOptions } from './adamw-optimizer.ts'
import { linearSchedule } from './schedule.ts'
import type { Trainable } from './trainable.ts'

/** What is known after a step. */
export interface StepReport {
  /** Counts from 1. */
  readonly step: number
  readonly steps: number
  readonly loss: number
  /** The share of predictions that were right. */
  readonly accuracy: number
  readonly learningRate: number
  /** Before clipping. */
  readonly gradientNorm: number
  /** Of the whole run so far, padding left out. */
  readonly tokensPerSecond: number
  /** Since the run began. */
  readonly seconds: number
}

/** What a batch must tell, for the count of tokens. */
export interface Countable {
  readonly attentionMask: Int32Array
}

export interface TrainOptions<Batch> {
  readonly batches: Iterable<Batch>
  readonly steps: number
  /** The highest, after the warmup. */
  readonly learningRate: number
  /** Steps over which the learning rate rises; it falls to 0 over the others. */
  readonly warmup: number
  readonly seed: number
  readonly optimizer?: AdamWOptions
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
  readonly seconds: number
}

/**
 * Trains anything that has a loss and parameters. Every step is a scope of its own: no tensor outlives it but the
 * parameters and the optimizer's state, whether it ends well or in an error.
 * @example
 * await train(model, { batches, steps: 100, learningRate: 1e-3, warmup: 10, seed: 1 })
 */
export async function train<Batch extends Countable>(
  model: Trainable<Batch>,
  { batches, steps, learningRate, warmup, seed, optimizer: settings, onStep, signal }: TrainOptions<Batch>,
): Promise<TrainResult> {
  const parameters = [...model.parameters().values()]
  const optimizer = new AdamWOptimizer(model.parameters(), settings)
  const start = performance.now()
  let done = 0
  let tokens = 0
  const seconds = () => (performance.now() - start) / 1000
  try {
    for (const batch of batches) {
      if (done >= steps || signal?.aborted) break
      const rate = learningRate * linearSchedule(done, warmup, steps)
      const held = scope(() => {
        const { loss, logits, labels } = model.loss(batch, { seed, step: done, training: true })
        const found = gradients(loss, parameters)
        const guesses = logits && argmax(logits.value)
        return { loss: loss.value, norm: optimizer.step(found, rate), guesses, labels }
      })
      const [loss, gradientNorm, guesses] = [
        await held.loss.item(),
        await held.norm.item(),
        await held.guesses?.data(),
      ]
      disposeOf(held)
      if (!Number.isFinite(loss))
        throw new TrainingError(
          `the loss is ${loss} at step ${done + 1}: training diverged; try a lower learning rate than ${learningRate}, or more warmup than ${warmup} steps`,
        )
      done += 1
      tokens += batch.attentionMask.reduce((total, one) => total + one, 0)
      const accuracy = shareRight(guesses ?? [], held.labels ?? new Int32Array())
      const tokensPerSecond = tokens / seconds()
      await onStep?.({
        step: done,
        steps,
        loss,
        accuracy,
        learningRate: rate,
        gradientNorm,
        tokensPerSecond,
        seconds: seconds(),
      })
      await yieldToEvents()
    }
  } finally {
    optimizer.dispose()
  }
  return { steps: done, tokensPerSecond: tokens / seconds(), seconds: seconds() }
}

/** Lets signals and timers in between two steps. */
const yieldToEvents = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Of the labels that count. */
function shareRight(guesses: ArrayLike<number>, labels: Int32Array): number {
  const counted = labels.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0)
  const right = labels.reduce(
    (count, label, row) => count + (label >= 0 && guesses[row] === label ? 1 : 0),
    0,
  )
  return counted === 0 ? Number.NaN : right / counted
}
