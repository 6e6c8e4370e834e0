import { inspectCorpus, preprocessing } from '@cloze/mlm/corpus'
import { recordedReadOptions } from '@cloze/mlm/pretraining'
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../flags/corpus-flags.ts'
import { integerFrom } from '../flags/flags.ts'
import { readableFiles } from '../input/readable-files.ts'
import { readingProgress } from '../input/reading-progress.ts'
import { openTokenizer } from '../sources/tokenizer-source.ts'
import { inspectionTable } from '../tables/inspection-table.ts'
import { print, printJson } from '../terminal/results.ts'
import { LeftOut } from '../warnings/left-out.ts'

export const corpusCommand = (): CommandUnknownOpts =>
  new Command('corpus').description('look at text before it is learnt from').addCommand(inspectCommand())

const inspectCommand = () =>
  withCorpusFlags(
    new Command('inspect').description('count documents, tokens and words, before and after preprocessing'),
  )
    .argument('<file...>', 'files, folders, globs, - for standard input')
    .option(
      '--tokenizer <path>',
      'count its tokens, and how many it does not know: a folder, or a tokenizer.json',
    )
    .option('--top-words <count>', 'how many of the most frequent words to show', integerFrom(0), 20)
    .option('--json', 'print one JSON object')
    .action(async (names, options) => {
      const { topWords, tokenizer: path, json } = options
      const settings = await corpusSettings(corpusFlags(options))
      const tokenizer = path === undefined ? undefined : await openTokenizer(path)
      const leftOut = new LeftOut()
      const { files, bytes, stop } = readingProgress(await readableFiles(names, settings.textField))
      const found = await inspectCorpus(files, {
        ...recordedReadOptions(settings, leftOut),
        preprocess: preprocessing(settings.preprocessing),
        deduplicate: settings.deduplicate,
        onDuplicate: leftOut.duplicate,
        topWords,
        tokenizer,
      }).finally(stop)
      if (json)
        printJson({
          files: files.map(({ name }) => name),
          bytes: bytes(),
          invalid: leftOut.invalidCount,
          firstInvalid: leftOut.first,
          ...found,
        })
      else {
        leftOut.warn()
        print(inspectionTable(found))
      }
    })
