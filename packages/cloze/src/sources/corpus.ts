/** Corpora that the command line names. */
import { type Corpus, splitCorpus } from '@cloze/mlm/corpus'
import { type CorpusParts, type CorpusRecord, recordedCorpus } from '@cloze/mlm/pretraining'
import type { CorpusFlags, SplitFlags } from '../flags/corpus-flags.ts'
import { readableFiles } from '../input/readable-files.ts'
import { readableAgain } from '../input/spool.ts'
import { UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'
import { LeftOut } from '../warnings/left-out.ts'

/**
 * Whether `--corpus` names the embedded grammar.
 * @throws UsageError if it names files too, or if a flag says how to read or split files
 */
export function namesGrammar(
  names: readonly string[],
  flags: CorpusFlags & SplitFlags & Omit<PartNames, 'corpus'>,
): boolean {
  if (!names.includes('grammar')) return false
  if (names.length > 1)
    throw new UsageError(
      `--corpus ${names.join(' ')}: name the grammar or text files, not both; ./grammar is a file of that name`,
    )
  const given = ofFiles.find((flag) => flags[flag] !== undefined)
  if (given === undefined) return true
  const written = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new UsageError(`--${written}: is of a corpus of files; the grammar writes its own`)
}

/** The flags that mean nothing for the grammar. */
const ofFiles = [
  ...([
    'documents',
    'textField',
    'skipInvalid',
    'deduplicate',
    'normalize',
    'cleanText',
    'lowerCase',
  ] as const),
  ...([
    'stopWords',
    'separateIdeographs',
    'validationShare',
    'testShare',
    'validation',
    'test',
    'pack',
  ] as const),
]

/** The files that are named, to be read as often as needed; each reading adds to `leftOut`. */
export async function openCorpus(
  names: readonly string[],
  settings: CorpusRecord,
  leftOut: LeftOut,
): Promise<Corpus> {
  const files = await readableAgain(await readableFiles(names, settings.textField))
  return recordedCorpus(files, settings, leftOut)
}

/** What names the documents of each part: files of its own, or its share of the corpus. */
interface PartNames {
  readonly corpus: readonly string[]
  readonly validation?: readonly string[] | undefined
  readonly test?: readonly string[] | undefined
}

/** The parts of what the command line names; says how large they are, and what was left out. */
export async function openParts(
  names: PartNames,
  settings: CorpusRecord,
  seed: number,
): Promise<CorpusParts> {
  const leftOut = new LeftOut()
  const corpus = await openCorpus(names.corpus, settings, leftOut)
  const given = async (files: readonly string[] | undefined) =>
    files && (await openCorpus(files, settings, leftOut))
  const [validation, test] = [await given(names.validation), await given(names.test)]
  const { validationShare, testShare } = settings
  const split = await splitCorpus(corpus, { validationShare, testShare, seed })
  const found = {
    training: split.training,
    validation: validation ? await counted(validation) : split.validation,
    test: test ? await counted(test) : settings.testShare > 0 ? split.test : undefined,
  }
  leftOut.warn()
  const sizes = Object.entries(found).flatMap(([part, corpus]) =>
    corpus === undefined ? [] : [`${corpus.size.toLocaleString('en')} for ${part}`],
  )
  say(`Documents: ${sizes.join(', ')}.`)
  return found
}

/** A corpus and how many documents it has, for which it is read once. */
async function counted(corpus: Corpus): Promise<Corpus & { readonly size: number }> {
  let size = 0
  for await (const _ of corpus.documents()) size += 1
  return { ...corpus, size }
}

/**
 * The settings where parts may have files of their own: such a part has no share of the corpus.
 * @throws UsageError if a part has both, or validation has neither
 */
export function withGivenParts(
  settings: CorpusRecord,
  names: PartNames,
  { validationShare, testShare }: SplitFlags,
): CorpusRecord {
  const piped = (['corpus', 'validation', 'test'] as const).filter((part) => names[part]?.includes('-'))
  if (piped.length > 1)
    throw new UsageError(
      `--${piped.join(' - and --')} -: standard input is one text; name files for the other`,
    )
  const both = (['validation', 'test'] as const).find(
    (part) => names[part] && (part === 'test' ? testShare : validationShare) !== undefined,
  )
  if (both) throw new UsageError(`--${both} and --${both}-share: give the files, or the share, not both`)
  if (validationShare === 0 && names.validation === undefined)
    throw new UsageError('--validation-share 0: name files to validate on, with --validation')
  const shares = {
    validationShare: names.validation ? 0 : settings.validationShare,
    testShare: names.test ? 0 : settings.testShare,
  }
  if (shares.validationShare + shares.testShare >= 1)
    throw new UsageError(
      `--validation-share ${shares.validationShare} and --test-share ${shares.testShare}: leave nothing to train on; together they must be below 1`,
    )
  return { ...settings, ...shares }
}
