import { bertMasking, rateAt } from '@cloze/mlm/masking'
import { folderStorage } from '@cloze/mlm/node'
import { bertFor, pretrain } from '@cloze/mlm/pretraining'
import type { Device } from '@cloze/tensor'
import type { Work } from '../../sources/device.ts'
import { interruptible } from '../../terminal/interrupt.ts'
import { progressOf, sayLogWaits } from '../../terminal/progress.ts'
import type { RunFlags } from './flags.ts'
import type { Prepared } from './read-source.ts'
import type { Settings } from './settings.ts'

/** What a step of the run is, for a device to be chosen by. */
export const workOf = (
  { batchSize }: RunFlags,
  { masking }: Settings,
  { source, model }: Prepared,
): Work => ({
  model: { ...model, vocabSize: source.tokenizer.vocabularySize },
  step: {
    batchSize,
    sequenceLength: source.longest,
    labelled: Math.ceil(batchSize * source.longest * rateAt(masking.rate ?? bertMasking.rate, 0)),
  },
})

/** Trains a new model, with its progress on the terminal, and saves it. The model is the caller's to dispose of. */
export async function run(
  flags: RunFlags,
  { text, masking, augmentation }: Settings,
  { source, model: settings }: Prepared,
  device: Device,
) {
  const { seed, steps } = flags
  const progress = progressOf(steps)
  return interruptible(async (signal, saved) => {
    const model = bertFor(source.tokenizer, settings, { device, seed })
    const pretrained = pretrain({
      model,
      source,
      steps,
      batchSize: flags.batchSize,
      learningRate: flags.learningRate,
      warmup: flags.warmup ?? Math.ceil(steps / 10),
      weightDecay: flags.weightDecay,
      masking,
      seed,
      ...(text && { corpus: text }),
      augmentation: augmentation && {
        names: augmentation.augment,
        rate: augmentation.rate,
        copies: augmentation.copies,
      },
      evaluateEvery: flags.evaluateEvery,
      logEvery: flags.logEvery,
      out: folderStorage(flags.out),
      hooks: [progress],
      onEvaluate: progress.onEvaluate,
      onSave: saved,
      onLogFailure: sayLogWaits,
      signal,
    })
    const result = await pretrained.catch((error) => {
      model.dispose()
      throw error
    })
    return { model, result }
  }).finally(progress.stop)
}
