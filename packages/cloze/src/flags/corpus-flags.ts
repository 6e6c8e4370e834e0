/** The flags that say how a corpus is read; each command that reads one has them. */

import {
  documentFormats,
  hasStopWords,
  listExtensions,
  normalForms,
  recordExtensions,
  stopWordLanguages,
  stopWordsOf,
  TEXT_FIELD,
  VALIDATION_SHARE,
} from '@cloze/mlm/corpus'
import type { CorpusRecord } from '@cloze/mlm/pretraining'
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import * as z from 'zod'
import { readNamedText } from '../input/named-file.ts'

/** What the command line says of a corpus; what it leaves out is undefined. */
const schema = z.object({
  documents: z.enum(documentFormats).optional(),
  textField: z.string().optional(),
  skipInvalid: z.boolean().optional(),
  deduplicate: z.boolean().optional(),
  normalize: z.enum(normalForms).optional(),
  cleanText: z.boolean().optional(),
  lowerCase: z.boolean().optional(),
  stopWords: z.string().optional(),
  separateIdeographs: z.boolean().optional(),
})

export type CorpusFlags = Readonly<z.output<typeof schema>>

const flags = () => [
  new Option(
    '--documents <format>',
    'what parts the documents of a text file; blank-line where left out',
  ).choices(documentFormats),
  new Option(
    '--text-field <key>',
    `read records, with the text under this key or in this column; those of ${listExtensions(recordExtensions, 'and')} have it under ${TEXT_FIELD}`,
  ),
  new Option(
    '--skip-invalid',
    'leave out documents that are not UTF-8, or records that are not what they should be; else they are an error',
  ),
  new Option('--deduplicate', 'leave out documents that are the same as an earlier one'),
  new Option('--normalize <form>', 'Unicode normalisation').choices(normalForms),
  new Option('--clean-text', 'take out control characters, and make every space a plain one'),
  new Option('--lower-case', 'lower-case the text; accents stay'),
  new Option(
    '--stop-words <lists>',
    'take out stop words: languages or files of a word a line, as en,zh,mine.txt',
  ),
  new Option('--separate-ideographs', 'set each Chinese character apart by spaces'),
]

/** Adds the flags to a command, whose action reads them with `corpusFlags`. */
export function withCorpusFlags<Flagged extends CommandUnknownOpts>(command: Flagged): Flagged {
  for (const flag of flags()) command.addOption(flag)
  return command
}

/** Of all options of a command, those that say how a corpus is read. */
export const corpusFlags = (options: object): CorpusFlags => schema.parse(options)

/** Which documents are for what, and how what is trained on is laid out. */
export interface SplitFlags {
  readonly validationShare?: number | undefined
  readonly testShare?: number | undefined
  readonly pack?: boolean | undefined
}

const plain: CorpusRecord = {
  documents: 'blank-line',
  skipInvalid: false,
  deduplicate: false,
  preprocessing: {},
  validationShare: VALIDATION_SHARE,
  testShare: 0,
}

/**
 * How to read a corpus: what the flags say; where they say nothing, as the run did that made the model; else plainly.
 * @throws UsageError on stop words that are neither a language nor a file
 */
export async function corpusSettings(
  flags: CorpusFlags & SplitFlags,
  ofRun: CorpusRecord = plain,
): Promise<CorpusRecord> {
  const before = ofRun.preprocessing
  return {
    documents: flags.documents ?? ofRun.documents,
    textField: flags.textField ?? ofRun.textField,
    skipInvalid: flags.skipInvalid ?? ofRun.skipInvalid,
    deduplicate: flags.deduplicate ?? ofRun.deduplicate,
    preprocessing: {
      normalize: flags.normalize ?? before.normalize,
      cleanText: flags.cleanText ?? before.cleanText,
      lowerCase: flags.lowerCase ?? before.lowerCase,
      stopWords: flags.stopWords === undefined ? before.stopWords : await readStopWords(flags.stopWords),
      separateIdeographs: flags.separateIdeographs ?? before.separateIdeographs,
    },
    validationShare: flags.validationShare ?? ofRun.validationShare,
    testShare: flags.testShare ?? ofRun.testShare,
    pack: flags.pack ?? ofRun.pack,
  }
}

async function readStopWords(names: string): Promise<string[]> {
  const lists = names
    .split(',')
    .map((name) => name.trim())
    .map(async (name) => (hasStopWords(name) ? stopWordsOf(name) : wordsIn(name)))
  return [...new Set((await Promise.all(lists)).flat())]
}

async function wordsIn(path: string): Promise<string[]> {
  const text = await readNamedText(path, {
    name: `--stop-words ${path}`,
    missing: `no such file, and no such language; languages are ${stopWordLanguages.join(', ')}`,
  })
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
