import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { InvalidArgumentError } from 'commander'
import { augmenter } from '../../augmentation/augment.ts'
import type { MaskFiller } from '../../augmentation/augmentation.ts'
import { augmentations } from '../../augmentation/augmentations.ts'
import { cachedTranslator } from '../../augmentation/cached-translator.ts'
import { AugmentationError } from '../../augmentation/error.ts'
import { httpTranslator } from '../../augmentation/http-translator.ts'
import { isJsonLines, type LabelledDocument, readRecords } from '../../augmentation/records.ts'
import { AugmentationMeasure } from '../../augmentation/report.ts'
import { parseSynonyms } from '../../augmentation/synonym-list.ts'
import { TranslatorError } from '../../augmentation/translator.ts'
import { firstSeen } from '../../corpus/duplicates.ts'
import { preprocessing } from '../../corpus/preprocess/preprocessing.ts'
import { folder } from '../../node-storage.ts'
import type { CorpusRecord } from '../../pretraining/record.ts'
import { augmentationTable } from '../augmentation-table.ts'
import { readNamed, readOptions } from '../corpus.ts'
import { corpusFiles, type NamedFile } from '../corpus-files.ts'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../corpus-flags.ts'
import { type DeviceFlags, deviceFlag, threadsFlag } from '../device.ts'
import { asJsonLines, asLines, asText, jsonOf, toFile, toStdout } from '../document-writer.ts'
import { UsageError } from '../exit.ts'
import { closedShare, integerFrom } from '../flags.ts'
import { LeftOut } from '../left-out.ts'
import { withModel } from '../model-folder.ts'
import { say } from '../progress.ts'
import { print, printJson } from '../results.ts'

/** Documents that are changed at a time. */
const BATCH = 64

export const augmentCommand = (): CommandUnknownOpts =>
  withCorpusFlags(
    new Command('augment')
      .description(
        'write documents with changed copies of each, their labels kept, and how far the copies went',
      )
      .argument('<file...>', 'files, folders, globs, - for standard input'),
  )
    .requiredOption('--augment <names>', `what is done to a copy, in this order: ${summaries()}`, names)
    .option('--rate <share>', 'the share of the words that each changes', closedShare, 0.1)
    .option('--copies <count>', 'of each document; copy k is what epoch k sees', integerFrom(1), 1)
    .option('--synonyms <file>', 'a line a set of words, as big, large, huge')
    .option('--translator <url>', 'a server that translates, asked as LibreTranslate is')
    .option('--from <language>', 'the language of the text, for --translator', 'en')
    .option('--to <languages>', 'into which to translate and back; of several, each copy is given one', list)
    .option('--cache <folder>', 'where translations are kept', '.cloze/translations')
    .option('--model <folder>', 'a model folder, for paraphrase')
    .addOption(deviceFlag())
    .addOption(threadsFlag())
    .option('--seed <seed>', 'of what is changed', integerFrom(0), 1)
    .option('--out <file>', 'write documents there, not to stdout: as JSON lines to .jsonl, else as text')
    .option('--json', 'print one JSON object: the report, and the documents unless --out has them')
    .action((paths, options) =>
      withMaskFiller(options, (maskFiller) => augmentFiles(paths, options, maskFiller)),
    )

interface AugmentFlags extends ResourceFlags, ModelFlags {
  readonly augment: readonly string[]
  readonly rate: number
  readonly copies: number
  readonly seed: number
  readonly out?: string | undefined
  readonly json?: boolean | undefined
}

async function augmentFiles(
  paths: readonly string[],
  options: AugmentFlags,
  maskFiller: MaskFiller | undefined,
): Promise<void> {
  const { augment, rate, copies, seed, out, json } = options
  const settings = await corpusSettings(corpusFlags(options))
  const { translator, ...resources } = await resourcesOf(options)
  const copy = asUsage(() =>
    augmenter({ names: augment, rate, seed, resources: { ...resources, maskFiller } }),
  )
  const files = await corpusFiles(paths)
  const field = settings.textField ?? 'text'
  const write = writingOf(files, settings, out)
  const leftOut = new LeftOut()
  const measure = new AugmentationMeasure()

  async function* families(): AsyncGenerator<LabelledDocument[]> {
    let first = 0
    for await (const documents of inBatches(documentsOf(files, settings, leftOut), BATCH)) {
      const epochs: LabelledDocument[][] = []
      for (let epoch = 0; epoch < copies; epoch++) epochs.push(await copy(documents, { epoch, first }))
      first += documents.length
      for (const [place, document] of documents.entries()) {
        const changed = epochs.flatMap((epoch) => epoch[place] ?? [])
        measure.add(
          document.text,
          changed.map(({ text }) => text),
        )
        yield [document, ...changed]
      }
    }
    if (first === 0) throw new UsageError(`${paths.join(' ')}: no documents`)
  }

  const shown: Record<string, unknown>[] = []
  if (out === undefined && json)
    for await (const family of families()) shown.push(...family.map((each) => jsonOf(each, field)))
  else {
    const writeAll = async (writeText: (text: string) => Promise<void>) => {
      for await (const family of families()) await writeText(write(family))
    }
    await (out === undefined ? toStdout(writeAll) : toFile(out, writeAll))
  }
  for (const line of leftOut.lines()) say(line)
  const translations = translator?.counts()
  if (translations)
    say(`Translations: ${translations.asked} from the server, ${translations.known} from ${options.cache}.`)
  const report = measure.report()
  if (json)
    printJson({
      augment,
      rate,
      seed,
      ...report,
      ...(translations && { translations }),
      ...(out === undefined ? { documents: shown } : { out }),
    })
  else (out === undefined ? say : print)(augmentationTable(report))
}

interface ModelFlags extends DeviceFlags {
  readonly model?: string | undefined
}

/** A text at a time, one mask in it. */
const STEP = { batchSize: 1, sequenceLength: 128, labelled: 1 }

/** Runs `body` with the model that is named, if one is. */
const withMaskFiller = (
  flags: ModelFlags,
  body: (filler: MaskFiller | undefined) => Promise<void>,
): Promise<void> => (flags.model === undefined ? body(undefined) : withModel(flags.model, flags, STEP, body))

interface ResourceFlags {
  readonly synonyms?: string | undefined
  readonly translator?: string | undefined
  readonly from: string
  readonly to?: readonly string[] | undefined
  readonly cache: string
}

/** What is not given stays out: the augmentation that needs it says so. */
async function resourcesOf({ synonyms, translator: url, from, to, cache }: ResourceFlags) {
  const text = synonyms === undefined ? undefined : new TextDecoder().decode(await readNamed(synonyms))
  const apiKey = process.env.CLOZE_TRANSLATOR_KEY
  const translator =
    url === undefined
      ? undefined
      : cachedTranslator(
          asUsage(() => httpTranslator(url, { apiKey })),
          folder(cache),
        )
  return {
    translator,
    synonyms: text === undefined ? undefined : asUsage(() => parseSynonyms(text, synonyms)),
    backTranslation: translator && to && { translator, from, to },
  }
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

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** @throws UsageError where text would be written of what has other fields, which it would lose */
function writingOf(files: readonly NamedFile[], settings: CorpusRecord, out: string | undefined) {
  const labelled = settings.textField !== undefined || files.some(({ name }) => isJsonLines(name))
  if (out === undefined ? labelled : isJsonLines(out)) return asJsonLines(settings.textField ?? 'text')
  if (labelled)
    throw new UsageError(`--out ${out}: text would lose the labels of JSON lines; name a .jsonl file`)
  return settings.documents === 'line' ? asLines : asText
}

function asUsage<Result>(body: () => Result): Result {
  try {
    return body()
  } catch (error) {
    throw error instanceof AugmentationError || error instanceof TranslatorError
      ? new UsageError(error.message)
      : error
  }
}

const summaries = () => augmentations.map(({ name, summary }) => `${name} (${summary})`).join(', ')

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

function names(text: string): string[] {
  const given = list(text)
  const unknown = given.find((name) => !augmentations.some((each) => each.name === name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no ${JSON.stringify(unknown)}; there is ${augmentations.map(({ name }) => name).join(', ')}.`,
    )
  return given
}
