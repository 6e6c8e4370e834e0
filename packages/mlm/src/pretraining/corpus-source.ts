import { checkOptions } from '../check-options.ts'
import { type Corpus, memoryCorpus, splitCorpus } from '../corpus/corpus.ts'
import { VALIDATION_SHARE } from '../corpus/split.ts'
import type { RowSource } from '../data/sequence.ts'
import { readRows, readSequences } from '../data/sequences.ts'
import type { SequenceSource } from '../masking/sequence.ts'
import { type TokenizerKind, tokenizerKinds } from '../tokenizer/kinds.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { trainTokenizer } from '../tokenizer/trainer.ts'
import { type UnknownStatistics, unknownCounter } from '../tokenizer/unknown.ts'
import type { Source } from './source.ts'

/** The parts of a corpus that a run uses, each for its purpose. */
export interface CorpusParts {
  /** What is trained on, and what the tokenizer is learnt from. */
  readonly training: Corpus
  /** The training part with changed copies: what is trained on in its place, but no tokenizer is learnt from. */
  readonly augmented?: Corpus | undefined
  readonly validation: Corpus
  readonly test?: Corpus | undefined
}

/** How a corpus becomes sequences: by which tokenizer, and of what length. */
export interface CorpusSourceOptions {
  /** A kind to learn from the training part, or one that is there already; wordpiece where left out. */
  readonly tokenizer?: TokenizerKind | Tokenizer
  /** The special tokens among them; not looked at where the tokenizer is there already. */
  readonly vocabularySize: number
  /** Of a WordPiece to learn; see `WordPieceOptions`. */
  readonly alphabetLimit?: number | undefined
  /** In tokens, [CLS] and [SEP] among them; a longer document is cut into parts. */
  readonly sequenceLength: number
  /** Packs what is trained on into rows of `sequenceLength` tokens; what is measured stays as it is. */
  readonly pack?: boolean | undefined
}

const names = {
  tokenizer: true,
  vocabularySize: true,
  alphabetLimit: true,
  sequenceLength: true,
  pack: true,
} as const

/** A source with a part that the run never sees. */
export interface CorpusSource extends Source {
  /** Nothing where the corpus has no such part. */
  readonly test: SequenceSource | undefined
  /** The training part without changed copies: what baselines count in. */
  readonly originals: RowSource
  /** What the tokenizer doesn't know of each part; of training, without changed copies. */
  readonly unknown: {
    readonly training: UnknownStatistics
    readonly validation: UnknownStatistics
    readonly test: UnknownStatistics | undefined
  }
}

/**
 * Learns a tokenizer from the training part alone, without the copies that it may have: these may hold what is no text. Then
 * reads each part once more: token ids are held, no text.
 * @example
 * const corpus = textCorpus([file], { format: 'line' })
 * const { training, validation } = await splitCorpus(corpus, { validationShare: 0.3, seed: 1 })
 * const source = await corpusSource({ training, validation }, { vocabularySize: 40, sequenceLength: 16 })
 * source.training.length // 2
 */
export async function corpusSource(parts: CorpusParts, options: CorpusSourceOptions): Promise<CorpusSource> {
  checkOptions('corpusSource', options, names)
  const { tokenizer: given = 'wordpiece', vocabularySize, alphabetLimit, sequenceLength, pack } = options
  const tokenizer =
    typeof given === 'string'
      ? await trainTokenizer(
          parts.training.documents(),
          tokenizerKinds[given]({ vocabularySize, alphabetLimit }),
        )
      : given
  const { training, augmented, validation, test } = parts
  const readTraining = pack ? readRows : readSequences
  const unknown = {
    training: unknownCounter(tokenizer),
    validation: unknownCounter(tokenizer),
    test: test && unknownCounter(tokenizer),
  }
  const originals: RowSource = await readTraining(
    unknown.training.counting,
    training.documents(),
    sequenceLength,
  )
  return {
    tokenizer,
    originals,
    training: augmented ? await readTraining(tokenizer, augmented.documents(), sequenceLength) : originals,
    validation: await readSequences(unknown.validation.counting, validation.documents(), sequenceLength),
    test:
      test && unknown.test && (await readSequences(unknown.test.counting, test.documents(), sequenceLength)),
    longest: sequenceLength,
    unknown: {
      training: unknown.training.statistics(),
      validation: unknown.validation.statistics(),
      test: unknown.test?.statistics(),
    },
  }
}

/** The same for documents in memory, which are split too. */
export interface TextSourceOptions extends CorpusSourceOptions {
  /** Of the split. */
  readonly seed: number
  /** `VALIDATION_SHARE` where left out. */
  readonly validationShare?: number
}

/**
 * `corpusSource` of documents that are in memory, split into training and validation.
 * @example
 * const source = await textSource(documents, { seed: 1, vocabularySize: 40, sequenceLength: 16 })
 * source.tokenizer.vocabularySize // 37
 */
export async function textSource(documents: readonly string[], options: TextSourceOptions): Promise<Source> {
  checkOptions('textSource', options, { ...names, seed: true, validationShare: true })
  const { seed, validationShare = VALIDATION_SHARE, ...read } = options
  const { training, validation } = await splitCorpus(memoryCorpus(documents), { seed, validationShare })
  return corpusSource({ training, validation }, read)
}
