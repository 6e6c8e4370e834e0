import type { BertForMaskedLM } from '@cloze/bert'
import { type Corpus, type Part, parts, splitCorpus, TooFewDocumentsError } from '@cloze/mlm/corpus'
import { readRows, readSequences } from '@cloze/mlm/data'
import type { EvaluationSettings } from '@cloze/mlm/pretraining'
import { type Tokenizer, unknownCounter } from '@cloze/mlm/tokenizer'
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { type EvaluationOutput, grammarOutput, textOutput } from '../evaluation/evaluate-model.ts'
import { type CorpusFlags, corpusFlags, corpusSettings, withCorpusFlags } from '../flags/corpus-flags.ts'
import { integerFrom } from '../flags/flags.ts'
import { addMaskingFlags, readMasking } from '../flags/masking-flags.ts'
import { namesGrammar, openCorpus } from '../sources/corpus.ts'
import { deviceFlag, threadsFlag } from '../sources/device.ts'
import { evaluationSettingsIn, withModel } from '../sources/model-folder.ts'
import { UsageError } from '../terminal/exit.ts'
import { print, printJson } from '../terminal/results.ts'
import { LeftOut } from '../warnings/left-out.ts'
import { warnUnknown } from '../warnings/unknown.ts'

export const evaluateCommand = (): CommandUnknownOpts => addMaskingFlags(withCorpusFlags(plainCommand()))

/** The command but for the flags of corpus and masking, which stand for what the run's own says. */
const plainCommand = () =>
  new Command('evaluate')
    .description('score a model: loss, accuracy, and the baselines beside it')
    .argument('<model>', 'a model folder')
    .option('--corpus <corpus...>', 'grammar, or files, folders, globs, - for standard input', ['grammar'])
    .addOption(
      new Option(
        '--part <part>',
        'the documents to score: a part that pretrain made, or all, without baselines',
      )
        .choices([...parts, 'all'] as const)
        .default('validation' as const),
    )
    .option('--seed <seed>', "of the masks; the run's own where left out", integerFrom(0))
    .addOption(deviceFlag())
    .addOption(threadsFlag())
    .option('--json', 'print one JSON object')
    .action(async (path, options, command) => {
      await withModel(path, options, STEP, async ({ model, tokenizer, device }) => {
        const ofRun = await evaluationSettingsIn(path)
        const evaluationSettings = {
          ...ofRun,
          seed: options.seed ?? ofRun.seed,
          masking: readMasking(command.opts(), ofRun.masking),
        }
        const asked = { ...corpusFlags(options), corpus: options.corpus, part: options.part }
        const output = await outputOf(model, tokenizer, asked, evaluationSettings)
        if (options.json) printJson({ ...output.json, device: device.name, seed: evaluationSettings.seed })
        else print(output.text)
      })
    })

/** What an evaluation asks of the model at a time. */
const STEP = { batchSize: 32, sequenceLength: 128, labelled: 600 }

async function outputOf(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  {
    corpus: names,
    part,
    ...flags
  }: CorpusFlags & { readonly corpus: readonly string[]; readonly part: Part | 'all' },
  evaluationSettings: EvaluationSettings,
): Promise<EvaluationOutput> {
  if (namesGrammar(names, flags)) return grammarOutput(model, tokenizer, evaluationSettings)
  const settings = await corpusSettings(flags, evaluationSettings.corpus)
  const { sequenceLength = model.config.maxPositionEmbeddings } = evaluationSettings
  const read = (corpus: Corpus) => readSequences(tokenizer, corpus.documents(), sequenceLength)
  const readScored = async (corpus: Corpus) => {
    const counter = unknownCounter(tokenizer)
    const scored = await readSequences(counter.counting, corpus.documents(), sequenceLength)
    const unknown = counter.statistics()
    const warn = () => warnUnknown([{ part: '', text: unknown, learnt: false }], tokenizer, 'other text')
    return { scored, unknownShare: unknown.share, warn }
  }
  const leftOut = new LeftOut()
  const all = await openCorpus(names, settings, leftOut)
  if (part === 'all') {
    const { warn, ...found } = await readScored(all)
    leftOut.warn()
    warn()
    return textOutput(model, tokenizer, { part, ...found }, evaluationSettings)
  }
  if (part !== 'training' && settings[`${part}Share`] === 0)
    throw new UsageError(
      `--part ${part}: the run held out no such part of its corpus; name its files, with --part all`,
    )
  const { validationShare, testShare } = settings
  const shares = { validationShare, testShare, seed: evaluationSettings.splitSeed }
  const split = await splitCorpus(all, shares).catch((error) => {
    throw error instanceof TooFewDocumentsError
      ? new UsageError(`${error.problem}, as the run split its own; score all of it: --part all`)
      : error
  })
  leftOut.warn()
  const { warn, ...found } = await readScored(split[part])
  warn()
  const training = settings.pack
    ? await readRows(tokenizer, split.training.documents(), sequenceLength)
    : part === 'training'
      ? found.scored
      : await read(split.training)
  return textOutput(model, tokenizer, { part, ...found, training }, evaluationSettings)
}
