/** A model of real text beside its baselines. */
import type { BertForMaskedLM } from '@cloze/bert'
import { random } from '@cloze/tensor'
import { checkOptions } from '../check-options.ts'
import { type Batch, labelCount } from '../data/batch.ts'
import { evaluationBatches } from '../data/batches.ts'
import { everySequence, type RowSource } from '../data/sequence.ts'
import { CorpusError } from '../errors.ts'
import type { Masking } from '../masking/masking.ts'
import type { SequenceSource } from '../masking/sequence.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { twoSidedBigram, unigram } from './baselines.ts'
import { evaluate } from './evaluate.ts'
import { channelOf } from './floor/channel.ts'
import type { Predictor } from './floor/predictor.ts'
import { numbering, scoreBatches } from './score-batches.ts'

/** How the two baselines did: mean losses in nats, and shares of tokens that they got right. */
export interface Baselines {
  /** Of each word as often as it is in training. */
  readonly unigramLoss: number
  readonly unigramAccuracy: number
  /** Of each word after its left and before its right neighbour. */
  readonly bigramLoss: number
  readonly bigramAccuracy: number
}

/** How batches were masked that baselines are scored on. */
export interface BaselineOptions {
  /** The model's. */
  readonly tokenizer: Tokenizer
  /** Of the masks. */
  readonly seed: number
  /** That of the batches; BERT's where left out. */
  readonly masking?: Masking
}

/**
 * How the unigram and the two-sided bigram baselines, counted in `training`, do on the masked tokens of `batches`. They know
 * what the model has to learn: that a special token, [UNK] among them, is never to be predicted.
 * @returns their mean losses, in nats, and the shares of tokens that they hold most probable and that are true
 * @example
 * const training = everySequence(grammarSequences(tokenizer, { seed: 1, stream: 'some', count: 300 }))
 * const { validation: sequences } = source
 * const batches = [...evaluationBatches({ sequences, batchSize: 32, seed: 1, masking: { tokenizer } })]
 * baselines(training.map(({ ids }) => ids), batches, { tokenizer, seed: 1 }).unigramLoss // 4.675
 */
export function baselines(
  training: readonly Int32Array[],
  batches: readonly Batch[],
  { tokenizer, seed, masking = {} }: BaselineOptions,
): Baselines {
  const numbers = numbering(tokenizer)
  const words = training.map((ids) => ids.subarray(1, -1).map(numbers.numberOf))
  const score = (predictor: Predictor) => {
    const scores = scoreBatches(predictor, batches, numbers).flat()
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    return {
      loss: sum(scores.map(({ loss }) => loss)) / scores.length,
      accuracy: sum(scores.map(({ correct }) => Number(correct))) / scores.length,
    }
  }
  const unigramScores = score(unigram(words, numbers.size))
  const bigramScores = score(twoSidedBigram(words, numbers.size, random(seed, 'bigram'), channelOf(masking)))
  return {
    unigramLoss: unigramScores.loss,
    unigramAccuracy: unigramScores.accuracy,
    bigramLoss: bigramScores.loss,
    bigramAccuracy: bigramScores.accuracy,
  }
}

/** How a model does on the masked tokens of a text. */
export interface TextMetrics {
  /** The mean over the masked tokens, in nats. */
  readonly loss: number
  readonly accuracy: number
  /** e to the loss. */
  readonly perplexity: number
  /** How many were masked. */
  readonly tokens: number
}

/** How a model and the baselines did on the same tokens. */
export interface TextEvaluation extends TextMetrics, Baselines {}

/** Of a text: what is scored, and what the baselines count in. */
export interface EvaluationText {
  /** A part that the model has not seen. */
  readonly scored: SequenceSource
  /** The part that it was trained on. */
  readonly training: RowSource
}

/**
 * How a model and the baselines do on the same masked tokens of a text.
 * @throws CorpusError if nothing is to be predicted
 * @example
 * const some = grammarSequences(tokenizer, { seed: 1, stream: 'some', count: 200 })
 * const report = await evaluateText(model, { scored: some, training: some }, { tokenizer, seed: 1 })
 * report.bigramLoss < report.unigramLoss // true
 */
export async function evaluateText(
  model: BertForMaskedLM,
  { scored, training }: EvaluationText,
  options: BaselineOptions,
): Promise<TextEvaluation> {
  checkOptions('evaluateText', options, { tokenizer: true, seed: true, masking: true })
  const batches = batchesOf(scored, options)
  const trainingIds = everySequence(training).map(({ ids }) => ids)
  return { ...(await scoresOn(model, batches)), ...baselines(trainingIds, batches, options) }
}

/**
 * How a model alone does on the masked tokens of a text; those of `evaluateText`.
 * @throws CorpusError if nothing is to be predicted
 * @example
 * const { accuracy } = await textMetrics(model, source.validation, { tokenizer, seed: 1 })
 * accuracy // 0.0018
 */
export const textMetrics = async (
  model: BertForMaskedLM,
  scored: SequenceSource,
  options: BaselineOptions,
): Promise<TextMetrics> => scoresOn(model, batchesOf(scored, options))

function batchesOf(scored: SequenceSource, { tokenizer, seed, masking = {} }: BaselineOptions): Batch[] {
  const options = { sequences: scored, batchSize: 32, seed, masking: { ...masking, tokenizer } }
  const batches = scored.length === 0 ? [] : [...evaluationBatches(options)]
  if (!batches.some((batch) => labelCount(batch) > 0))
    throw new CorpusError(
      "nothing to predict: the model's vocabulary has none of the words of the documents to score",
    )
  return batches
}

async function scoresOn(model: BertForMaskedLM, batches: readonly Batch[]): Promise<TextMetrics> {
  const { scores: _, ...found } = await evaluate(maskedLanguageModel(model), batches)
  return found
}
