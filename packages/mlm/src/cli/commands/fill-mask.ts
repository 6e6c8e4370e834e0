import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { type Filling, FillMaskError, fillMask } from '../../evaluation/fill-mask.ts'
import { deviceFlag, threadsFlag } from '../device.ts'
import { UsageError } from '../exit.ts'
import { integerFrom } from '../flags.ts'
import { withModel } from '../model-folder.ts'
import { percent, print, printJson, table } from '../results.ts'
import { tellUnknownWords } from '../unknown.ts'

export const fillMaskCommand = (): CommandUnknownOpts =>
  new Command('fill-mask')
    .description('predict what stands at each [MASK]')
    .argument('<model>', 'a model folder')
    .argument('<text>', 'a text with [MASK] in it')
    .option('--top-k <count>', 'how many fillings of each mask', integerFrom(1), 5)
    .addOption(deviceFlag())
    .addOption(threadsFlag())
    .option('--json', 'print one JSON object')
    .action(async (path, text, options) => {
      await withModel(path, options, STEP, async ({ model, tokenizer }) => {
        const predictions = await fillMask(model, tokenizer, text, { topK: options.topK }).catch((error) => {
          throw error instanceof FillMaskError ? new UsageError(error.message) : error
        })
        tellUnknownWords([text], tokenizer)
        if (options.json) printJson({ predictions })
        else print(predictions.map(tableOf).join('\n\n'))
      })
    })

/** One text of a few words. */
const STEP = { batchSize: 1, sequenceLength: 32, labelled: 1 }

const tableOf = (fillings: readonly Filling[]): string =>
  table(fillings.map(({ score, token_str, sequence }) => [token_str, percent(score), sequence]))
