import type { BertForMaskedLM } from '@cloze/bert'
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { readCorpus } from '../corpus.ts'
import {
  evaluateHeldOut,
  evaluateOnGrammar,
  evaluateOnText,
  type Measure,
  type Outcome,
} from '../evaluate-model.ts'
import { device, integerFrom } from '../flags.ts'
import { measureOfRun, openModel } from '../model-folder.ts'
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
    .option('--seed <seed>', "of the masks and the split; the run's own where left out", integerFrom(0))
    .option('--device <device>', 'cpu or reference', device, device('cpu'))
    .option('--json', 'print one JSON object')
    .action(async (path, options) => {
      const { model, tokenizer } = await openModel(path, options.device)
      try {
        const ofRun = await measureOfRun(path)
        const measure = { ...ofRun, seed: options.seed ?? ofRun.seed }
        const outcome = await outcomeOf(model, tokenizer, options, measure)
        if (options.json) printJson({ ...outcome.json, device: options.device.name, seed: measure.seed })
        else print(outcome.text)
      } finally {
        model.dispose()
      }
    })

async function outcomeOf(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { corpus, part }: { readonly corpus: readonly string[]; readonly part: string },
  measure: Measure,
): Promise<Outcome> {
  const documents = await readCorpus(corpus)
  if (documents === 'grammar') return evaluateOnGrammar(model, tokenizer, measure)
  return part === 'all'
    ? evaluateOnText(model, tokenizer, { documents }, measure)
    : evaluateHeldOut(model, tokenizer, documents, measure)
}
