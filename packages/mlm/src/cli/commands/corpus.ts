import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { preprocessing } from '../../corpus/preprocess/preprocessing.ts'
import { inspectCorpus } from '../../corpus/statistics/inspect.ts'
import { readOptions } from '../corpus.ts'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../corpus-flags.ts'
import { integerFrom } from '../flags.ts'
import { inspectionTable } from '../inspection-table.ts'
import { LeftOut } from '../left-out.ts'
import { readableFiles } from '../readable-files.ts'
import { readingProgress } from '../reading-progress.ts'
import { print, printJson } from '../results.ts'
import { openTokenizer } from '../tokenizer-source.ts'

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
        ...readOptions(settings, leftOut),
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
        leftOut.tell()
        print(inspectionTable(found))
      }
    })
