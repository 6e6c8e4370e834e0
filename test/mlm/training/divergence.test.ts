import { linearSchedule } from '@cloze/autograd'
import { TrainingError } from '@cloze/mlm/training'
import { describe, expect, test } from 'vitest'
import { checkFinite } from '../../../packages/mlm/src/training/divergence.ts'

const schedule = linearSchedule({ learningRate: 0.01, warmup: 5, steps: 20 })
const report = { step: 3, steps: 20, loss: 2, gradientNorm: 1, accuracy: 0.5 }
const rest = { learningRate: 0.01, tokensPerSecond: 1, seconds: 1 }
const advice = 'training diverged; try a lower learning rate than 0.01, or more warmup than 5 steps'

describe('a step', () => {
  test('with a finite loss and a norm goes on, however large the norm is', () => {
    checkFinite(report, undefined, schedule)
    checkFinite({ ...report, gradientNorm: Number.POSITIVE_INFINITY }, undefined, schedule)
  })

  test('whose loss is no number ends the run, with what it was before, and advice from the schedule', () => {
    const before = { ...report, ...rest, loss: 4.56789, step: 2 }
    expect(() => checkFinite({ ...report, loss: Number.NaN }, before, schedule)).toThrow(
      new TrainingError(`the loss is NaN at step 3 (it was 4.568 at step 2): ${advice}`),
    )
    expect(() => checkFinite({ ...report, loss: Infinity }, undefined, schedule)).toThrow(
      new TrainingError(`the loss is Infinity at step 3: ${advice}`),
    )
  })

  test('whose gradients are no numbers ends it too', () => {
    expect(() => checkFinite({ ...report, gradientNorm: Number.NaN }, undefined, schedule)).toThrow(
      new TrainingError(`the gradients are NaN at step 3: ${advice}`),
    )
  })
})
