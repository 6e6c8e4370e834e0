/** How far from perfect a model of the embedded grammar is. */

import type { BertForMaskedLM } from '@cloze/bert'
import { random } from '@cloze/tensor'
import { checkOptions } from '../check-options.ts'
import { english } from '../corpus/grammar/english.ts'
import { type Batch, labelCount } from '../data/batch.ts'
import { evaluationBatches } from '../data/batches.ts'
import { grammarSequences } from '../data/grammar-sequences.ts'
import { MaskingError } from '../masking/error.ts'
import type { Masking } from '../masking/masking.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { agreementAccuracy } from './agreement-accuracy.ts'
import { twoSidedBigram, unigram } from './baselines.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { channelOf, choiceDistributionOf } from './floor/channel.ts'
import { createFloor, whyUnknown } from './floor/floor.ts'
import type { Predictor, ScoredToken } from './floor/predictor.ts'
import { type ConfidenceInterval, pairedInterval } from './interval.ts'
import { numbering, scoreBatches } from './score-batches.ts'

/**
 * How a model did on sentences of the grammar, beside the best possible and two baselines. Losses are means in nats.
 */
export interface GrammarEvaluation {
  /** The model's. */
  readonly loss: number
  /** Where it is known; `floorUnknown` says why it isn't. */
  readonly floor?: number
  /** Why there is no floor. */
  readonly floorUnknown?: string
  /** loss − floor, in nats, and its 95 % interval: paired by token, clustered by sentence. */
  readonly gap?: number
  readonly gapInterval?: ConfidenceInterval
  /** The share of masked tokens that the model holds most probable and that are true. */
  readonly accuracy: number
  /** What the floor's predictor, which no model can beat, gets right. */
  readonly bestAccuracy?: number
  readonly unigramLoss: number
  readonly unigramAccuracy: number
  readonly bigramLoss: number
  readonly bigramAccuracy: number
  /** The share of verbs of the right number where a noun of the other number stands between subject and verb. */
  readonly agreement: number
  /** How many were masked. */
  readonly tokens: number
}

/**
 * A model that is better than the best possible one: a mistake in the floor or in the evaluation.
 * @example
 * await evaluateGrammar(model, tokenizer, { seed: 1, tokens: 200, baselineSentences: 300, agreementItems: 10 }).catch((error) => {
 *   if (error instanceof FloorError) return undefined // the model has seen what it should predict
 *   throw error
 * })
 */
export class FloorError extends Error {
  override readonly name = 'FloorError'
}

/** How much is drawn, and how it is masked. */
export interface GrammarEvaluationOptions {
  /** Of the sentences and the masks. */
  readonly seed: number
  /** BERT's where left out. */
  readonly masking?: Masking
  /** Fresh sentences are drawn until so many of their tokens are masked; 20,000 where left out. */
  readonly tokens?: number
  /** Sentences in which the baselines count; 30,000 where left out. */
  readonly baselineSentences?: number
  /** Items that test agreement; 1,000 where left out. */
  readonly agreementItems?: number
}

/**
 * Scores `model` beside the floor, where it is known for the masking, and two baselines on the same fresh masked tokens.
 * @throws FloorError where the gap is significantly below 0
 * @throws MaskingError on masking that chooses nothing
 * @example
 * const options = { seed: 1, tokens: 200, baselineSentences: 300, agreementItems: 10 } // small, to be quick
 * const { loss, floor } = await evaluateGrammar(model, tokenizer, options)
 * loss // 5.269
 * floor // 1.742
 */
export async function evaluateGrammar(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  options: GrammarEvaluationOptions,
): Promise<GrammarEvaluation> {
  checkOptions('evaluateGrammar', options, {
    seed: true,
    masking: true,
    tokens: true,
    baselineSentences: true,
    agreementItems: true,
  })
  const { seed, masking = {}, tokens = 20_000 } = options
  const { baselineSentences = 30_000, agreementItems = 1000 } = options
  const channel = channelOf(masking)
  if (!(channel.maskRate > 0))
    throw new MaskingError('evaluateGrammar: a mask rate of 0 leaves nothing to score')
  const batches = [...testBatches(tokenizer, { seed, masking, tokens })]
  const found = await evaluate(maskedLanguageModel(model), batches)

  const numbers = numbering(tokenizer)
  const source = grammarSequences(tokenizer, { seed, stream: 'training' })
  const training = Array.from(
    { length: baselineSentences },
    (_, index) => source.at(index)?.ids.subarray(1, -1).map(numbers.numberOf) ?? [],
  )
  const score = (predictor: Predictor) => scoreBatches(predictor, batches, numbers)
  const bigramScores = score(twoSidedBigram(training, numbers.size, random(seed, 'bigram'), channel))
  const unigramScores = score(unigram(training, numbers.size))
  const distribution = choiceDistributionOf(masking)
  const why = whyUnknown(channel, distribution)
  return {
    loss: found.loss,
    accuracy: found.accuracy,
    ...(why === undefined
      ? besideFloor(found, score(createFloor(english, channel, distribution)))
      : { floorUnknown: why }),
    unigramLoss: lossOf(unigramScores),
    unigramAccuracy: accuracyOf(unigramScores),
    bigramLoss: lossOf(bigramScores),
    bigramAccuracy: accuracyOf(bigramScores),
    agreement: await agreementAccuracy(model, tokenizer, agreementItems, seed),
    tokens: found.tokens,
  }
}

function besideFloor(found: Evaluation, best: readonly (readonly ScoredToken[])[]) {
  const differences = found.scores.map((scores, sequence) =>
    scores.map(({ loss }, index) => loss - (best[sequence]?.[index]?.loss ?? Number.NaN)),
  )
  const gapInterval = pairedInterval(differences)
  const floor = lossOf(best)
  if (!(gapInterval.high >= 0))
    throw new FloorError(
      `the loss ${found.loss} is below the floor ${floor}: the gap's 95 % interval ends at ${gapInterval.high}`,
    )
  return { floor, gap: found.loss - floor, gapInterval, bestAccuracy: accuracyOf(best) }
}

const BATCH_SIZE = 64

/** Masking that chose none of the words of so many sentences chooses none. */
const GIVEN_UP = 4096

/** Fresh sentences, a batch at a time, until `tokens` of them are masked. */
function* testBatches(
  tokenizer: Tokenizer,
  { seed, masking, tokens }: { seed: number; masking: Masking; tokens: number },
): Generator<Batch> {
  const options = { batchSize: BATCH_SIZE, seed, masking: { ...masking, tokenizer } }
  for (let start = 0, masked = 0; masked < tokens; start += BATCH_SIZE) {
    if (masked === 0 && start >= GIVEN_UP)
      throw new MaskingError(
        `the masking chooses no word of ${start} sentences of the grammar: there is nothing to score`,
      )
    const sequences = grammarSequences(tokenizer, { seed, stream: 'test', start, count: BATCH_SIZE })
    for (const batch of evaluationBatches({ ...options, sequences })) {
      masked += labelCount(batch)
      yield batch
    }
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const lossOf = (scores: readonly (readonly ScoredToken[])[]): number =>
  mean(scores.flat().map(({ loss }) => loss))

const accuracyOf = (scores: readonly (readonly ScoredToken[])[]): number =>
  mean(scores.flat().map(({ correct }) => (correct ? 1 : 0)))
