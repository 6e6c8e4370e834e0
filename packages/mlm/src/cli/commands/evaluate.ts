import type { BertForMaskedLM } from '@cloze/bert'
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { readDocuments } from '../corpus.ts'
import { evaluateHeldOut, evaluateOnGrammar, evaluateOnText, type Outcome } from '../evaluate-model.ts'
import { device, integer } from '../flags.ts'
import { openModel, seedOfRun } from '../model-folder.ts'
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
    .option('--seed <seed>', "of the masks and the split; the run's own where left out", integer)
    .option('--device <device>', 'cpu or reference', device, device('cpu'))
    .option('--json', 'print one JSON object')
    .action(async (path, options) => {
      const { model, tokenizer } = await openModel(path, options.device)
      const seed = options.seed ?? (await seedOfRun(path))
      try {
        const outcome = await outcomeOf(model, tokenizer, { ...options, seed })
        if (options.json) printJson({ ...outcome.json, device: options.device.name, seed })
        else print(outcome.text)
      } finally {
        model.dispose()
      }
    })

async function outcomeOf(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  {
    corpus,
    part,
    seed,
  }: { readonly corpus: readonly string[]; readonly part: string; readonly seed: number },
): Promise<Outcome> {
  if (corpus.join() === 'grammar') return evaluateOnGrammar(model, tokenizer, seed)
  const documents = await readDocuments(corpus)
  return part === 'all'
    ? evaluateOnText(model, tokenizer, documents, documents, seed)
    : evaluateHeldOut(model, tokenizer, documents, seed)
}
