/** What a person sees of a run while it goes on: on stderr, so that stdout holds results alone. */

import type { ValidationMetrics } from '@cloze/mlm/pretraining'
import type { StepMetrics, StepProgress, TrainingHook } from '@cloze/mlm/training'
import { Presets, SingleBar } from 'cli-progress'
import { explain } from './exit.ts'
import { percent } from './results.ts'

/** A hook of training, and what else a run tells. */
interface Progress extends TrainingHook {
  onEvaluate(metrics: ValidationMetrics): void
  stop(): void
}

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Of a log that can't be written. */
export const sayLogWaits = (error: unknown): void => say(`The log waits, the run goes on: ${explain(error)}`)

/** A bar where a person looks on, a line now and then where the output goes to a file. */
export const progressOf = (steps: number): Progress =>
  process.stderr.isTTY ? barProgress(steps) : lineProgress(steps)

/** Averages of what jumps from step to step, over the last twenty or so. */
function smoothing() {
  let last = 0
  let loss: number | undefined
  let accuracy: number | undefined
  return {
    add(metrics: StepMetrics): void {
      const keeps = 0.95 ** (metrics.step - last)
      const towards = (average: number, value: number) => keeps * average + (1 - keeps) * value
      loss = towards(loss ?? metrics.loss, metrics.loss)
      if (metrics.accuracy !== undefined) accuracy = towards(accuracy ?? metrics.accuracy, metrics.accuracy)
      last = metrics.step
    },
    shown: (progress: StepProgress) => ({
      loss: loss?.toFixed(3) ?? '–',
      accuracy: accuracy === undefined ? '–' : percent(accuracy),
      speed: Math.round(progress.tokensPerSecond).toLocaleString('en'),
      left: timeLeft(progress),
    }),
  }
}

function barProgress(steps: number): Progress {
  const bar = new SingleBar(
    {
      format:
        '{bar} {value}/{total} · loss {loss} · masked accuracy {accuracy} · {speed} tokens/s · {left} left',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.shades_classic,
  )
  bar.start(steps, 0, { loss: '–', accuracy: '–', speed: '–', left: '–' })
  const smooth = smoothing()
  return {
    onStep: (progress) => bar.update(progress.step, smooth.shown(progress)),
    onLog: smooth.add,
    onEvaluate: () => {},
    stop: () => bar.stop(),
  }
}

function lineProgress(steps: number): Progress {
  const every = Math.max(1, Math.round(steps / 10))
  const smooth = smoothing()
  return {
    onStep(progress) {
      if (progress.step % every !== 0 && progress.step !== steps) return
      const { loss, accuracy, speed, left } = smooth.shown(progress)
      say(
        `step ${progress.step}/${steps} · loss ${loss} · masked accuracy ${accuracy} · ${speed} tokens/s · ${left} left`,
      )
    },
    onLog: smooth.add,
    onEvaluate: ({ step, validationLoss, validationAccuracy }) =>
      say(
        `step ${step}: validation loss ${validationLoss.toFixed(3)}, accuracy ${percent(validationAccuracy)}`,
      ),
    stop: () => {},
  }
}

function timeLeft({ step, steps, seconds }: StepProgress): string {
  const left = Math.round((seconds / step) * (steps - step))
  return left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`
}
