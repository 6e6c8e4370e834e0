import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { withAugmentationFlags } from '../flags/augmentation-flags.ts'
import { withCorpusFlags } from '../flags/corpus-flags.ts'
import { addMaskingFlags } from '../flags/masking-flags.ts'
import { onDevice, threadsOf } from '../sources/device.ts'
import { print, printJson } from '../terminal/results.ts'
import { type RunFlags, withRunFlags } from './pretrain/flags.ts'
import { measure } from './pretrain/measure.ts'
import { type Prepared, readSource } from './pretrain/read-source.ts'
import { run, workOf } from './pretrain/run.ts'
import { readSettings, type Settings } from './pretrain/settings.ts'

export const pretrainCommand = (): CommandUnknownOpts =>
  addMaskingFlags(withAugmentationFlags(withCorpusFlags(plainCommand()), 'augment-'))

/** The command but for the flags of the corpus, of what is changed in it, and of the masking. */
const plainCommand = () =>
  withRunFlags().action(async (flags, command) => {
    const settings = await readSettings(flags, (flag) => command.getOptionValueSource(flag) === 'cli')
    await trainAndPrint(flags, settings)
  })

async function trainAndPrint(flags: RunFlags, settings: Settings): Promise<void> {
  // The device is opened first: a corpus may be large, and a GPU that is asked for may not be there.
  let prepared: Promise<Prepared> | undefined
  const preparedOnce = () => {
    prepared ??= readSource(flags, settings)
    return prepared
  }
  const work = async () => workOf(flags, settings, await preparedOnce())
  await onDevice(flags, work, async (device) => {
    const found = await preparedOnce()
    const { model, result } = await run(flags, settings, found, device)
    try {
      const { seed } = flags
      const { output, test } = await measure(model, found, { seed, masking: settings.masking })
      if (flags.json)
        printJson({
          ...output.json,
          ...(found.read && { trainingUnknownShare: found.read.unknown.training.share }),
          ...(test && { test: test.json }),
          tokensPerSecond: result.tokensPerSecond,
          checkpoint: flags.out,
          sha256: result.sha256,
          device: device.name,
          threads: threadsOf(device),
          seed,
          steps: result.steps,
        })
      else {
        print(`${output.text}\n`)
        if (test) print(`${test.text}\n`)
        print(`The model is in ${flags.out}.`)
      }
    } finally {
      model.dispose()
    }
  })
}
