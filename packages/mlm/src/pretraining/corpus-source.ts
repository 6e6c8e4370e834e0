import { type Corpus, memoryCorpus, splitCorpus } from '../corpus/corpus.ts'
import type { RowSource, SequenceSource } from '../corpus/sequence.ts'
import { VALIDATION_SHARE } from '../corpus/split.ts'
import { readRows, readSequences } from '../corpus/text.ts'
import { type TokenizerKind, tokenizerKinds } from '../tokenizer/kinds.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { trainTokenizer } from '../tokenizer/trainer.ts'
import type { Source } from './source.ts'

export interface CorpusParts {
  readonly training: Corpus
  /** The training part with changed copies: what is trained on in its place, but no tokenizer is learnt from. */
  readonly augmented?: Corpus | undefined
  readonly validation: Corpus
  readonly test?: Corpus | undefined
}

export interface CorpusSourceOptions {
  /** A kind to learn from the training part, or one that is there already; wordpiece where left out. */
  readonly tokenizer?: TokenizerKind | Tokenizer
  readonly vocabularySize: number
  readonly sequenceLength: number
  /** Packs what is trained on into rows of `sequenceLength` tokens; what is measured stays as it is. */
  readonly pack?: boolean | undefined
}

/** A source with a part that the run never sees. */
export interface CorpusSource extends Source {
  readonly test: SequenceSource | undefined
  /** The training part without changed copies: what baselines count in. */
  readonly originals: RowSource
}

/**
 * Learns a tokenizer from the training part alone, without the copies that it may have: these may hold what is no text. Then
 * reads each part once more: token ids are held, no text.
 * @example
 * const corpus = textCorpus(files, { format: 'line' })
 * const { training, validation } = await splitCorpus(corpus, { validationShare: 0.1, seed: 1 })
 * await corpusSource({ training, validation }, { vocabularySize: 8000, sequenceLength: 128 })
 */
export async function corpusSource(
  parts: CorpusParts,
  { tokenizer: given = 'wordpiece', vocabularySize, sequenceLength, pack }: CorpusSourceOptions,
): Promise<CorpusSource> {
  const tokenizer =
    typeof given === 'string'
      ? await trainTokenizer(parts.training.documents(), tokenizerKinds[given]({ vocabularySize }))
      : given
  const { training, augmented, validation, test } = parts
  const readTraining = pack ? readRows : readSequences
  const originals: RowSource = await readTraining(tokenizer, training.documents(), sequenceLength)
  return {
    tokenizer,
    originals,
    training: augmented ? await readTraining(tokenizer, augmented.documents(), sequenceLength) : originals,
    validation: await readSequences(tokenizer, validation.documents(), sequenceLength),
    test: test && (await readSequences(tokenizer, test.documents(), sequenceLength)),
    longest: sequenceLength,
  }
}

export interface TextSourceOptions extends CorpusSourceOptions {
  readonly seed: number
  /** `VALIDATION_SHARE` where left out. */
  readonly validationShare?: number
}

/** `corpusSource` of documents that are in memory, split into training and validation. */
export async function textSource(
  documents: readonly string[],
  { seed, validationShare = VALIDATION_SHARE, ...options }: TextSourceOptions,
): Promise<Source> {
  const { training, validation } = await splitCorpus(memoryCorpus(documents), { seed, validationShare })
  return corpusSource({ training, validation }, options)
}
