import type { Clipping, NamedParameters, Optimizer, Schedule } from '@cloze/autograd'
import { checkSeed } from '@cloze/tensor'
import { checkOptions } from '../check-options.ts'
import { checkFinite } from './divergence.ts'
import { TrainingError } from './error.ts'
import type { TrainingHook, TrainingRun } from './hooks.ts'
import { checkState, type TrainingState } from './state.ts'
import { type Reduction, takeStep } from './step.ts'
import type { StepMetrics, StepProgress, TrainResult } from './step-metrics.ts'
import type { Trainable } from './trainable.ts'
import { yieldToEvents } from './yield-to-events.ts'

/** What is trained on, how long, and by which rule. */
export interface TrainOptions<Batch> {
  /** Those that ask for nothing are passed over: no step. With `from`, those after the `from.batches` that were drawn. */
  readonly batches: Iterable<Batch>
  /** In all, those of `from` among them; fewer are taken where the batches end. */
  readonly steps: number
  /** Of what is drawn in the model, as for dropout. */
  readonly seed: number
  /** Makes what moves the parameters; the trainer disposes of it. */
  readonly optimizer: (parameters: NamedParameters) => Optimizer
  /** The learning rate of each step. */
  readonly schedule: Schedule
  /** Gradients are taken as they are where left out. */
  readonly clip?: Clipping | undefined
  /**
   * How many batches make a step; 1 where left out. Their gradients' mean is that of one batch of all of them: each
   * prediction counts as much.
   */
  readonly accumulationSteps?: number | undefined
  /** What each step's gradients pass through before they are clipped; as they are where left out. */
  readonly reduce?: Reduction | undefined
  /** The loss is read at the first step, at the last, and at every so many; 1 where left out. */
  readonly logEvery?: number | undefined
  /** What goes on beside the steps; nothing where left out. */
  readonly hooks?: readonly TrainingHook[] | undefined
  /** Where an earlier run was, to go on from, with the parameters that the model had then; from the start where left out. */
  readonly from?: TrainingState | undefined
  /** Asked to stop, training stops after the step that it is in. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Trains anything that has a loss and parameters. Every step is a scope of its own: no tensor outlives it but the
 * parameters and the optimizer's state, whether it ends well or in an error. Nothing is read back from the device within
 * a step, and its loss only at the steps that are logged, so that a device that works by itself is never waited for in vain.
 *
 * A run that goes on `from` the state of another gives the bits that the other would have given.
 * @throws TrainingError at the first logged loss or gradients that are no numbers, and on a state of another run;
 * OptimizerError on one of another model; GradientError on a parameter that the loss does not depend on; RangeError on a
 * seed that is none, or a number of batches that is none
 * @example
 * const losses: number[] = []
 * const { training: sequences } = source
 * await train(maskedLanguageModel(model), {
 *   batches: trainingBatches({ sequences, batchSize: 16, seed: 1, masking: { tokenizer } }),
 *   steps: 10,
 *   seed: 1,
 *   optimizer: adamW,
 *   schedule: linearSchedule({ learningRate: 1e-2, warmup: 2, steps: 10 }),
 *   clip: (gradients) => clipGradients(gradients, 1),
 *   hooks: [{ onLog: ({ loss }) => void losses.push(loss) }],
 * })
 * losses.length // 10
 */
export async function train<Batch>(
  model: Trainable<Batch>,
  options: TrainOptions<Batch>,
): Promise<TrainResult> {
  const { steps, seed, schedule, accumulationSteps = 1, logEvery = 1, hooks = [], from, signal } = options
  checkOptions('train', options, {
    batches: true,
    steps: true,
    seed: true,
    optimizer: true,
    schedule: true,
    clip: true,
    accumulationSteps: true,
    reduce: true,
    logEvery: true,
    hooks: true,
    from: true,
    signal: true,
  })
  checkSeed(seed)
  checkInteger('steps', steps, 0)
  checkInteger('logEvery', logEvery, 1)
  checkInteger('accumulationSteps', accumulationSteps, 1)
  if (from) checkState(from, options)
  const parameters = model.parameters()
  const [first] = parameters.values()
  const done = progressOf(from ?? START)
  const tokensPerSecond = () => (done.seconds > 0 ? done.tokens / done.seconds : 0)
  const optimizer = options.optimizer(parameters)
  let stopped = false
  const run: TrainingRun = {
    state: async () => ({ ...done, seed, optimizer: await optimizer.state() }),
    stop: () => {
      stopped = true
    },
  }
  const continues = () => !stopped && !signal?.aborted && done.step < steps
  let previous: StepMetrics | undefined
  try {
    if (from) optimizer.load(from.optimizer)
    let began = performance.now()
    for (const stepBatches of inSteps(options.batches, accumulationSteps, continues)) {
      const step = done.step + 1
      const learningRate = schedule(done.step)
      const reads = step === 1 || step === steps || step % logEvery === 0
      const settings = { optimizer, clip: options.clip, reduce: options.reduce }
      const taken = await takeStep(model, stepBatches, settings, {
        seed,
        step: done.step,
        learningRate,
        reads,
      })
      await first?.value.device.synchronize() // no more than a step's work is ever queued
      done.seconds += (performance.now() - began) / 1000
      done.batches += stepBatches.length
      if (taken) {
        done.step = step
        done.tokens += taken.tokens
        const progress: StepProgress = {
          step,
          steps,
          learningRate,
          tokensPerSecond: tokensPerSecond(),
          seconds: done.seconds,
        }
        if (taken.read) {
          const metrics = { ...progress, ...taken.read }
          checkFinite(metrics, previous, schedule)
          previous = metrics
          for (const hook of hooks) await hook.onLog?.(metrics, run)
        }
        for (const hook of hooks) await hook.onStep?.(progress, run)
      }
      await yieldToEvents()
      began = performance.now()
    }
    const result = { steps: done.step, tokensPerSecond: tokensPerSecond(), seconds: done.seconds }
    for (const hook of hooks) await hook.onEnd?.(result, run)
    return result
  } finally {
    optimizer.dispose()
  }
}

function checkInteger(name: string, value: number, least: 0 | 1): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(
      `train: ${name} is a ${least === 0 ? 'whole number from 0' : 'positive integer'}, not ${value}`,
    )
}

type Progress = Pick<TrainingState, 'step' | 'batches' | 'tokens' | 'seconds'>

const START: Progress = { step: 0, batches: 0, tokens: 0, seconds: 0 }

const progressOf = ({ step, batches, tokens, seconds }: Progress) => ({ step, batches, tokens, seconds })

/**
 * The batches of each step; the last may have fewer. None is drawn in vain, and the iterator is left where it is, so that a
 * generator goes on with the next batch in the next run.
 * @throws TrainingError where there is none at all
 */
function* inSteps<Batch>(
  batches: Iterable<Batch>,
  size: number,
  continues: () => boolean,
): Generator<readonly Batch[]> {
  const iterator = batches[Symbol.iterator]()
  let drawn = 0
  while (continues()) {
    const stepBatches: Batch[] = []
    let next: IteratorResult<Batch, unknown> | undefined
    while (stepBatches.length < size && !next?.done) {
      next = iterator.next()
      if (!next.done) stepBatches.push(next.value)
    }
    drawn += stepBatches.length
    if (drawn === 0)
      throw new TrainingError(
        'train: there are no batches; a generator that was drawn to its end gives no more',
      )
    if (stepBatches.length > 0) yield stepBatches
    if (next?.done) return
  }
}
