/**
 * Training that can't go on, or begin.
 * @example
 * const out = memoryStorage()
 * const options = { model, source, steps: 9, batchSize: 4, learningRate: 1e30, warmup: 1, seed: 1, out }
 * await pretrain(options)
 * // throws TrainingError: the loss is NaN at step 3 (it was 5.247 at step 2): training diverged; …
 */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
}
