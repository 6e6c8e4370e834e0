import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { families } from '../../augmentation/families.ts'
import { isJsonLines, type LabelledDocument, readRecords } from '../../augmentation/records.ts'
import { AugmentationMeasure } from '../../augmentation/report.ts'
import { firstSeen } from '../../corpus/duplicates.ts'
import { preprocessing } from '../../corpus/preprocess/preprocessing.ts'
import { CorpusError } from '../../errors.ts'
import type { CorpusRecord } from '../../pretraining/record.ts'
import { type Opened, sayTranslations, withAugmenter } from '../augmentation.ts'
import { type AugmentationFlags, augmentationFlags, withAugmentationFlags } from '../augmentation-flags.ts'
import { augmentationTable } from '../augmentation-table.ts'
import { readOptions } from '../corpus.ts'
import { corpusFiles, type NamedFile } from '../corpus-files.ts'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../corpus-flags.ts'
import { deviceFlag, threadsFlag } from '../device.ts'
import { asJsonLines, asLines, asText, jsonOf } from '../document-writer.ts'
import { UsageError } from '../exit.ts'
import { integerFrom } from '../flags.ts'
import { LeftOut } from '../left-out.ts'
import { toFile, toStdout } from '../output-file.ts'
import { checkOutFile } from '../output-path.ts'
import { say } from '../progress.ts'
import { print, printJson } from '../results.ts'

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
    .option('--out <file>', 'write documents there, not to stdout: as JSON lines to .jsonl, else as text')
    .option('--json', 'print one JSON object: the report, and the documents unless --out has them')
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
  const files = await corpusFiles(paths)
  const field = settings.textField ?? 'text'
  const write = writingOf(files, settings, out)
  const leftOut = new LeftOut()
  const measure = new AugmentationMeasure()

  async function* measured(): AsyncGenerator<LabelledDocument[]> {
    let none = true
    for await (const family of families(documentsOf(files, settings, leftOut), copy, flags.copies)) {
      none = false
      const [original, ...changed] = family
      measure.add(
        original.text,
        changed.map(({ text }) => text),
      )
      yield family
    }
    if (none) throw new CorpusError(`${paths.join(' ')}: no documents`)
  }

  const shown: Record<string, unknown>[] = []
  if (out === undefined && json)
    for await (const family of measured()) shown.push(...family.map((each) => jsonOf(each, field)))
  else {
    const writeAll = async (writeText: (text: string) => Promise<void>) => {
      for await (const family of measured()) await writeText(write(family))
    }
    await (out === undefined ? toStdout(writeAll) : toFile(out, writeAll))
  }
  leftOut.tell()
  const translations = sayTranslations(flags, translator)
  const report = measure.report()
  if (json)
    printJson({
      augment: flags.augment,
      rate: flags.rate,
      seed,
      ...report,
      ...(translations && { translations }),
      ...(out === undefined ? { documents: shown } : { out }),
    })
  else (out === undefined ? say : print)(augmentationTable(report))
}

async function* documentsOf(
  files: readonly NamedFile[],
  settings: CorpusRecord,
  leftOut: LeftOut,
): AsyncGenerator<LabelledDocument> {
  const preprocess = preprocessing(settings.preprocessing)
  const isFirst = settings.deduplicate ? await firstSeen() : () => true
  for await (const document of readRecords(files, readOptions(settings, leftOut))) {
    const text = preprocess ? preprocess(document.text).trim() : document.text
    if (text === '') continue
    if (isFirst(text)) yield { ...document, text }
    else leftOut.duplicate()
  }
}

/** @throws UsageError where text would be written of what has other fields, which it would lose */
function writingOf(files: readonly NamedFile[], settings: CorpusRecord, out: string | undefined) {
  const labelled = settings.textField !== undefined || files.some(({ name }) => isJsonLines(name))
  if (out === undefined ? labelled : isJsonLines(out)) return asJsonLines(settings.textField ?? 'text')
  if (labelled)
    throw new UsageError(`--out ${out}: text would lose the labels of JSON lines; name a .jsonl file`)
  return settings.documents === 'line' ? asLines : asText
}
