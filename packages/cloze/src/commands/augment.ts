import { AugmentationMeter, type LabelledDocument, readRecords, withCopies } from '@cloze/mlm/augmentation'
import {
  CorpusError,
  firstSeen,
  listExtensions,
  preprocessing,
  recordExtensions,
  TEXT_FIELD,
} from '@cloze/mlm/corpus'
import { type CorpusRecord, recordedReadOptions } from '@cloze/mlm/pretraining'
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import {
  type AugmentationFlags,
  augmentationFlags,
  withAugmentationFlags,
} from '../flags/augmentation-flags.ts'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../flags/corpus-flags.ts'
import { integerFrom } from '../flags/flags.ts'
import type { NamedFile } from '../input/corpus-files.ts'
import { readableFiles } from '../input/readable-files.ts'
import { chooseWriter } from '../output/choose-writer.ts'
import { type DocumentWithCopies, type DocumentWriter, jsonOf } from '../output/document-writers.ts'
import { toFile, toStdout } from '../output/output-file.ts'
import { checkOutFile } from '../output/output-path.ts'
import { type Opened, sayTranslations, withAugmenter } from '../sources/augmentation.ts'
import { deviceFlag, threadsFlag } from '../sources/device.ts'
import { augmentationTable } from '../tables/augmentation-table.ts'
import { UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'
import { print } from '../terminal/results.ts'
import { LeftOut } from '../warnings/left-out.ts'

export const augmentCommand = (): CommandUnknownOpts => withAugmentationFlags(withCorpusFlags(plainCommand()))

/** The command but for the flags of the corpus and of what is changed. */
const plainCommand = () =>
  new Command('augment')
    .description(
      'write documents with changed copies of each, their labels kept, and how far the copies went',
    )
    .argument('<file...>', 'files, folders, globs, - for standard input')
    .addOption(deviceFlag())
    .addOption(threadsFlag())
    .option('--seed <seed>', 'of what is changed', integerFrom(0), 1)
    .option(
      '--out <file>',
      `write documents there, not to stdout: as its end says (${listExtensions(recordExtensions, 'or')}), else as text`,
    )
    .option('--json', 'print one JSON object: the statistics, and the documents unless --out has them')
    .action((paths, options) => {
      const flags = augmentationFlags(options)
      if (flags === undefined)
        throw new UsageError('--augment: say what is done to the copies, as in --augment swap')
      return withAugmenter(flags, options.seed, options, (opened) =>
        augmentFiles(paths, { ...options, flags }, opened),
      )
    })

interface AugmentOptions {
  readonly flags: AugmentationFlags
  readonly seed: number
  readonly out?: string | undefined
  readonly json?: boolean | undefined
}

async function augmentFiles(
  paths: readonly string[],
  options: AugmentOptions,
  { copy, translator }: Opened,
): Promise<void> {
  const { flags, seed, out, json } = options
  if (out !== undefined) await checkOutFile('--out', out)
  const settings = await corpusSettings(corpusFlags(options))
  const files = await readableFiles(paths, settings.textField)
  const field = settings.textField ?? TEXT_FIELD
  const writerFor = chooseWriter({ files, settings, out })
  const leftOut = new LeftOut()
  const meter = new AugmentationMeter()
  const changed = withCopies(documentsOf(files, settings, leftOut), copy, flags.copies)
  const documents = metered(changed, meter, paths)

  const shown: string[] = []
  if (out === undefined && json)
    for await (const each of documents) shown.push(...each.map((document) => jsonOf(document, field)))
  else await writeDocuments(documents, writerFor, out)
  leftOut.warn()
  const translations = sayTranslations(flags, translator)
  const statistics = meter.statistics()
  if (json) {
    const { documents: count, ...shares } = statistics
    const result = {
      augment: flags.augment,
      rate: flags.rate,
      seed,
      ...shares,
      ...(translations && { translations }),
      ...(out !== undefined && { documents: count, out }),
    }
    print(withDocuments(result, out === undefined ? shown : undefined))
  } else (out === undefined ? say : print)(augmentationTable(statistics))
}

/**
 * The same documents, each with its copies, which are measured as they pass; a record without text is not.
 * @throws CorpusError at the end where none had text
 */
async function* metered(
  documents: AsyncIterable<DocumentWithCopies>,
  meter: AugmentationMeter,
  paths: readonly string[],
): AsyncGenerator<DocumentWithCopies> {
  let none = true
  for await (const each of documents) {
    const [original, ...changed] = each
    if (original.text !== '') {
      none = false
      meter.add(
        original.text,
        changed.map(({ text }) => text),
      )
    }
    yield each
  }
  if (none) throw new CorpusError(`${paths.join(' ')}: no documents`)
}

/** To a file, or to stdout where there is none, in the form that the first document asks for. */
async function writeDocuments(
  documents: AsyncIterable<DocumentWithCopies>,
  writerFor: ReturnType<typeof chooseWriter>,
  out: string | undefined,
): Promise<void> {
  const writeAll = async (writeText: (text: string) => Promise<void>) => {
    let writer: DocumentWriter | undefined
    for await (const each of documents) {
      writer ??= writerFor(each[0])
      await writeText(writer.write(each))
    }
    if (writer) await writeText(writer.end())
  }
  await (out === undefined ? toStdout(writeAll) : toFile(out, writeAll))
}

/** Statistics in JSON, and documents that are JSON already: parsed and written again, numbers of 64 bits would lose digits. */
function withDocuments(result: object, documents: readonly string[] | undefined): string {
  const json = JSON.stringify(result)
  return documents === undefined ? json : `${json.slice(0, -1)},"documents":[${documents.join(',')}]}`
}

/** Those of which preprocessing leaves nothing are left out; records that have no text stay. */
async function* documentsOf(
  files: readonly NamedFile[],
  settings: CorpusRecord,
  leftOut: LeftOut,
): AsyncGenerator<LabelledDocument> {
  const preprocess = preprocessing(settings.preprocessing)
  const isFirst = settings.deduplicate ? await firstSeen() : () => true
  for await (const document of readRecords(files, recordedReadOptions(settings, leftOut))) {
    if (document.text === '') {
      yield document
      continue
    }
    const text = preprocess ? preprocess(document.text).trim() : document.text
    if (text === '') continue
    if (isFirst(text)) yield { ...document, text }
    else leftOut.duplicate()
  }
}
