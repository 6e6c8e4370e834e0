import type { BertForMaskedLM } from '@cloze/bert'
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { readCorpus } from '../corpus.ts'
import { deviceFlag, threadsFlag } from '../device.ts'
import {
  evaluateHeldOut,
  evaluateOnGrammar,
  evaluateOnText,
  type Measure,
  type Outcome,
} from '../evaluate-model.ts'
import { integerFrom } from '../flags.ts'
import { addMaskingFlags, readMasking } from '../masking-flags.ts'
import { measureOfRun, withModel } from '../model-folder.ts'
import { print, printJson } from '../results.ts'

export const evaluateCommand = (): CommandUnknownOpts => addMaskingFlags(plainCommand())

/** The command but for the flags of the masking, which stand for what the run's own says. */
const plainCommand = () =>
  new Command('evaluate')
    .description('score a model: loss, accuracy, and the baselines beside it')
    .argument('<model>', 'a model folder')
    .option('--corpus <corpus...>', 'grammar, or text files', ['grammar'])
    .addOption(
      new Option('--part <part>', 'the documents to score: those that pretrain holds out, or all')
        .choices(['validation', 'all'])
        .default('validation'),
    )
    .option('--seed <seed>', "of the masks; the run's own where left out", integerFrom(0))
    .addOption(deviceFlag())
    .addOption(threadsFlag())
    .option('--json', 'print one JSON object')
    .action(async (path, options, command) => {
      await withModel(path, options, STEP, async ({ model, tokenizer, device }) => {
        const ofRun = await measureOfRun(path)
        const measure = {
          ...ofRun,
          seed: options.seed ?? ofRun.seed,
          masking: readMasking(command.opts(), ofRun.masking),
        }
        const outcome = await outcomeOf(model, tokenizer, options, measure)
        if (options.json) printJson({ ...outcome.json, device: device.name, seed: measure.seed })
        else print(outcome.text)
      })
    })

/** What an evaluation asks of the model at a time. */
const STEP = { batchSize: 32, sequenceLength: 128, labelled: 600 }

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
