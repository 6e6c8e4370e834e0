import type { Batch } from '../data/batch.ts'
import { evaluate, type Scored } from '../evaluation/evaluate.ts'
import type { TrainingHook } from '../training/hooks.ts'

/** How a model does on the validation part after a step. */
export interface ValidationReport {
  /** How many steps were done. */
  readonly step: number
  /** The mean over the masked tokens, in nats. */
  readonly validationLoss: number
  /** The share of them that the model holds most probable and that are true. */
  readonly validationAccuracy: number
}

/** Scores `model` on the same batches each time, and tells of it. */
export const validator =
  (model: Scored, batches: () => Iterable<Batch>, tell: (report: ValidationReport) => Promise<void>) =>
  async (step: number): Promise<ValidationReport> => {
    const { loss, accuracy } = await evaluate(model, batches())
    const report = { step, validationLoss: loss, validationAccuracy: accuracy }
    await tell(report)
    return report
  }

/** Validates every so many steps, but for the last step, after which the run validates by itself. */
export const validationHook = (
  validate: (step: number) => Promise<unknown>,
  every: number,
  signal: AbortSignal | undefined,
): TrainingHook => ({
  async onStep({ step, steps }) {
    if (step % every === 0 && step < steps && !signal?.aborted) await validate(step)
  },
})
