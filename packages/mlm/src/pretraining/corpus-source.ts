import type { Corpus } from '../corpus/corpus.ts'
import type { SequenceSource } from '../corpus/sequence.ts'
import { readSequences } from '../corpus/text.ts'
import { type TokenizerKind, tokenizerKinds } from '../tokenizer/kinds.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { trainTokenizer } from '../tokenizer/trainer.ts'
import type { Source } from './source.ts'

export interface CorpusParts {
  readonly training: Corpus
  readonly validation: Corpus
  readonly test?: Corpus | undefined
}

export interface CorpusSourceOptions {
  /** A kind to learn from the training part, or one that is there already; wordpiece where left out. */
  readonly tokenizer?: TokenizerKind | Tokenizer
  readonly vocabularySize: number
  readonly sequenceLength: number
}

/** A source with a part that the run never sees. */
export interface CorpusSource extends Source {
  readonly test: SequenceSource | undefined
}

/**
 * Learns a tokenizer from the training part alone, then reads each part once more: token ids are held, no text.
 * @example
 * const corpus = textCorpus(files, { format: 'line' })
 * const { training, validation } = await splitCorpus(corpus, { validationShare: 0.1, seed: 1 })
 * await corpusSource({ training, validation }, { vocabularySize: 8000, sequenceLength: 128 })
 */
export async function corpusSource(
  parts: CorpusParts,
  { tokenizer: given = 'wordpiece', vocabularySize, sequenceLength }: CorpusSourceOptions,
): Promise<CorpusSource> {
  const tokenizer =
    typeof given === 'string'
      ? await trainTokenizer(parts.training.documents(), tokenizerKinds[given]({ vocabularySize }))
      : given
  return readParts(tokenizer, parts, sequenceLength)
}

/** The sequences of each part, for a tokenizer that is there already. */
export async function readParts(
  tokenizer: Tokenizer,
  { training, validation, test }: CorpusParts,
  sequenceLength: number,
): Promise<CorpusSource> {
  return {
    tokenizer,
    training: await readSequences(tokenizer, training.documents(), sequenceLength),
    validation: await readSequences(tokenizer, validation.documents(), sequenceLength),
    test: test && (await readSequences(tokenizer, test.documents(), sequenceLength)),
    longest: sequenceLength,
  }
}
