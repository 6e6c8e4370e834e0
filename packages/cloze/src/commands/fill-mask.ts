import { FillMaskError, type FillMaskPrediction, fillMask } from '@cloze/mlm/inference'
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { integerFrom } from '../flags/flags.ts'
import { deviceFlag, threadsFlag } from '../sources/device.ts'
import { withModel } from '../sources/model-folder.ts'
import { UsageError } from '../terminal/exit.ts'
import { percent, print, printJson, table } from '../terminal/results.ts'
import { warnUnknownWords } from '../warnings/unknown.ts'

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
        warnUnknownWords([text], tokenizer)
        if (options.json) printJson({ predictions })
        else print(predictions.map(tableOf).join('\n\n'))
      })
    })

/** One text of a few words. */
const STEP = { batchSize: 1, sequenceLength: 32, labelled: 1 }

const tableOf = (predictions: readonly FillMaskPrediction[]): string =>
  table(predictions.map(({ score, token_str, sequence }) => [token_str, percent(score), sequence]))
