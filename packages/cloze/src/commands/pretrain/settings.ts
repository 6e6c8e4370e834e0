import { runFiles } from '@cloze/mlm/pretraining'
import { type Tokenizer, type TokenizerKind, tokenizerFiles } from '@cloze/mlm/tokenizer'
import { type AugmentationFlags, augmentationFlags } from '../../flags/augmentation-flags.ts'
import { corpusFlags, corpusSettings } from '../../flags/corpus-flags.ts'
import { readMasking } from '../../flags/masking-flags.ts'
import { checkOutFolder } from '../../output/output-path.ts'
import { namesGrammar, withGivenParts } from '../../sources/corpus.ts'
import { readModel } from '../../sources/model-size.ts'
import { checkAlphabetLimit, isTokenizerIn, readTokenizer } from '../../sources/tokenizer-source.ts'
import { UsageError } from '../../terminal/exit.ts'
import type { RunFlags } from './flags.ts'

export type Settings = Awaited<ReturnType<typeof readSettings>>

/** A flag whose default is not what a person asked for. */
type Defaulted = 'tokenizer' | 'vocabSize'

/**
 * What the flags mean together, held against each other and against what is there, before a corpus is read.
 * @param given whether a flag is on the command line
 */
export async function readSettings(flags: RunFlags, given: (flag: Defaulted) => boolean) {
  const ofTokenizer = isTokenizerIn(flags.tokenizer, flags.out) ? [] : tokenizerFiles
  await checkOutFolder('--out', flags.out, [...runFiles, ...ofTokenizer], flags.overwrite)
  const masking = readMasking({ ...flags })
  const model = await readModel(flags.model)
  const named = { ...flags, ...corpusFlags(flags) }
  const text = namesGrammar(flags.corpus, named)
    ? undefined
    : withGivenParts(await corpusSettings(named), flags, flags)
  const augmentation = augmentationFlags(flags, 'augment-')
  if (text === undefined) checkGrammar(augmentation)
  const tokenizer = await readTokenizer(flags.tokenizer)
  checkTokenizer(flags, tokenizer, text !== undefined, given)
  return { masking, model, text, augmentation, tokenizer }
}

function checkGrammar(augmentation: AugmentationFlags | undefined): void {
  if (augmentation)
    throw new UsageError(
      `--augment ${augmentation.augment.join(',')}: is of a corpus of files; the grammar writes new sentences without end, and one that is changed may be none of its own`,
    )
}

function checkTokenizer(
  flags: RunFlags,
  tokenizer: TokenizerKind | Tokenizer,
  ofText: boolean,
  given: (flag: Defaulted) => boolean,
): void {
  if (!ofText && given('tokenizer'))
    throw new UsageError(`--tokenizer ${flags.tokenizer}: the grammar has its own, a token a word`)
  if (typeof tokenizer !== 'string' && given('vocabSize'))
    throw new UsageError(`--vocab-size ${flags.vocabSize}: ${flags.tokenizer} has its vocabulary`)
  checkAlphabetLimit(flags.alphabetLimit, ofText && typeof tokenizer === 'string' ? tokenizer : undefined)
}
