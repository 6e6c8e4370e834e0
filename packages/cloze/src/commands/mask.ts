import { grammarSequences, grammarTokenizer, sequences } from '@cloze/mlm/data'
import { describeMasking, type MaskingStatistics, maskingHtml, maskingStatistics } from '@cloze/mlm/masking'
import type { CorpusRecord } from '@cloze/mlm/pretraining'
import { type Tokenizer, trainWordLevel, unknownCounter } from '@cloze/mlm/tokenizer'
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../flags/corpus-flags.ts'
import { integerFrom, share } from '../flags/flags.ts'
import { addMaskingFlags, readMasking } from '../flags/masking-flags.ts'
import { toFile } from '../output/output-file.ts'
import { checkOutFile } from '../output/output-path.ts'
import { namesGrammar, openCorpus } from '../sources/corpus.ts'
import { openTokenizer } from '../sources/tokenizer-source.ts'
import { maskingText } from '../tables/mask-show.ts'
import { say } from '../terminal/progress.ts'
import { print, printJson } from '../terminal/results.ts'
import { LeftOut } from '../warnings/left-out.ts'
import { warnUnknown } from '../warnings/unknown.ts'

export const maskCommand = (): CommandUnknownOpts =>
  new Command('mask')
    .description('see what masking does')
    .addCommand(addMaskingFlags(withCorpusFlags(show())))

/** Sentences of the grammar that are masked; of a text, all sequences are. */
const SENTENCES = 2000

const show = () =>
  new Command('show')
    .description('mask a text as training would: examples, the rate, and the lengths of what is masked')
    .argument('<file...>', 'grammar, or files, folders, globs, - for standard input')
    .option(
      '--tokenizer <folder>',
      'a folder with a tokenizer.json, or such a file; every word of the text is a token where left out',
    )
    .option('--sequence-length <tokens>', 'the most tokens of a sequence of text', integerFrom(3), 128)
    .option('--examples <count>', 'how many sequences to show', integerFrom(0), 5)
    .option('--epoch <number>', 'the epoch whose masks to show, counted from 0', integerFrom(0), 0)
    .option('--at <share>', 'for a rate that changes: the share of the run that is done', share, 0)
    .option('--seed <seed>', 'of the masks', integerFrom(0), 1)
    .option('--html <file>', 'write a page too')
    .option('--json', 'print one JSON object')
    .action(async (files, options, command) => {
      const masking = readMasking(command.opts())
      if (options.html !== undefined) await checkOutFile('--html', options.html)
      const flags = corpusFlags(options)
      const documents = namesGrammar(files, flags)
        ? 'grammar'
        : await documentsOf(files, await corpusSettings(flags))
      const tokenizer = await tokenizerFor(documents, options.tokenizer)
      const counter = unknownCounter(tokenizer)
      const source =
        documents === 'grammar'
          ? grammarSequences(tokenizer, { seed: options.seed, stream: 'training', count: SENTENCES })
          : sequences(counter.counting, documents, options.sequenceLength)
      const unknown = counter.statistics()
      if (options.tokenizer !== undefined && documents !== 'grammar')
        warnUnknown([{ part: '', text: unknown, learnt: false }], tokenizer, 'other text')
      const statistics = maskingStatistics(source, {
        masking: { ...masking, tokenizer },
        seed: options.seed,
        epoch: options.epoch,
        progress: options.at,
        examples: options.examples,
      })
      const description = describeMasking(masking)
      if (options.html !== undefined) {
        await toFile(options.html, (write) => write(maskingHtml(statistics, description)))
        say(`The page is in ${options.html}.`)
      }
      if (options.json)
        printJson({
          masking: description,
          ...statistics,
          examples: statistics.examples.map(exampleJson),
          ...(documents !== 'grammar' && { unknownShare: unknown.share }),
          seed: options.seed,
          epoch: options.epoch,
        })
      else print(maskingText(statistics, description, Boolean(process.stdout.isTTY) && !process.env.NO_COLOR))
    })

/** Of one of the sequences, the keys of `--json`. Who reads them knows the outcome as `fate`, so that name stays. */
const exampleJson = ({ id, tokens }: MaskingStatistics['examples'][number]) => ({
  id,
  tokens: tokens.map(({ outcome, ...token }) => ({ ...token, fate: outcome })),
})

async function documentsOf(files: readonly string[], settings: CorpusRecord): Promise<string[]> {
  const leftOut = new LeftOut()
  const corpus = await openCorpus(files, settings, leftOut)
  const documents: string[] = []
  for await (const document of corpus.documents()) documents.push(document)
  leftOut.warn()
  return documents
}

async function tokenizerFor(
  documents: 'grammar' | readonly string[],
  path: string | undefined,
): Promise<Tokenizer> {
  if (path !== undefined) return openTokenizer(path)
  if (documents === 'grammar') return grammarTokenizer()
  return trainWordLevel(documents, { vocabularySize: Number.MAX_SAFE_INTEGER })
}
