import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { splitDocuments } from '../../corpus/text.ts'
import { readDocuments } from '../corpus.ts'
import { evaluateOnGrammar, evaluateOnText } from '../evaluate-model.ts'
import { device, integer } from '../flags.ts'
import { openModel } from '../model-folder.ts'
import { print, printJson } from '../results.ts'

export const evaluateCommand = (): CommandUnknownOpts =>
  new Command('evaluate')
    .description('score a model: loss, accuracy, and the baselines beside it')
    .argument('<model>', 'a model folder')
    .option('--corpus <corpus...>', 'grammar, or text files', ['grammar'])
    .addOption(
      new Option('--part <part>', 'the documents to score: those that pretrain holds out, or all')
        .choices(['validation', 'all'])
        .default('validation'),
    )
    .option('--seed <seed>', 'of the masks and the split', integer, 1)
    .option('--device <device>', 'cpu or reference', device, device('cpu'))
    .option('--json', 'print one JSON object')
    .action(async (path, options) => {
      const { model, tokenizer } = await openModel(path, options.device)
      try {
        const outcome =
          options.corpus.join() === 'grammar'
            ? await evaluateOnGrammar(model, tokenizer, options.seed)
            : await evaluateDocuments(model, tokenizer, await readDocuments(options.corpus), options)
        if (options.json) printJson({ ...outcome.json, device: options.device.name, seed: options.seed })
        else print(outcome.text)
      } finally {
        model.dispose()
      }
    })

function evaluateDocuments(
  model: Parameters<typeof evaluateOnText>[0],
  tokenizer: Parameters<typeof evaluateOnText>[1],
  documents: readonly string[],
  { part, seed }: { readonly part: string; readonly seed: number },
) {
  if (part === 'all') return evaluateOnText(model, tokenizer, documents, documents, seed)
  const { training, validation } = splitDocuments(documents, { validationShare: 0.1, seed })
  return evaluateOnText(model, tokenizer, validation, training, seed)
}
