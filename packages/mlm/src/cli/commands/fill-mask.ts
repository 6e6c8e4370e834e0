import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { type Filling, FillMaskError, fillMask } from '../../evaluation/fill-mask.ts'
import { UsageError } from '../exit.ts'
import { device, integerFrom } from '../flags.ts'
import { openModel } from '../model-folder.ts'
import { percent, print, printJson, table } from '../results.ts'

export const fillMaskCommand = (): CommandUnknownOpts =>
  new Command('fill-mask')
    .description('predict what stands at each [MASK]')
    .argument('<model>', 'a model folder')
    .argument('<text>', 'a text with [MASK] in it')
    .option('--top-k <count>', 'how many fillings of each mask', integerFrom(1), 5)
    .option('--device <device>', 'cpu or reference', device, device('cpu'))
    .option('--json', 'print one JSON object')
    .action(async (path, text, options) => {
      const { model, tokenizer } = await openModel(path, options.device)
      try {
        const predictions = await fillMask(model, tokenizer, text, { topK: options.topK })
        if (options.json) printJson({ predictions })
        else print(predictions.map(tableOf).join('\n\n'))
      } catch (error) {
        throw error instanceof FillMaskError ? new UsageError(error.message) : error
      } finally {
        model.dispose()
      }
    })

const tableOf = (fillings: readonly Filling[]): string =>
  table(fillings.map(({ score, token_str, sequence }) => [token_str, percent(score), sequence]))
