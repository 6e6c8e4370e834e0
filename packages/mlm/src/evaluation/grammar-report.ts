/** How far from perfect a model of the embedded grammar is. */
import type { BertForMaskedLM } from '@cloze/bert'
import { random } from '@cloze/tensor'
import { agreementItems } from '../corpus/grammar/agreement.ts'
import { english } from '../corpus/grammar/english.ts'
import { grammarSequences } from '../corpus/grammar/grammar-corpus.ts'
import type { Masking } from '../masking/mask.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { type Batch, collate } from '../training/batch.ts'
import { evaluationBatches } from '../training/batches.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { twoSidedBigram, unigram } from './baselines.ts'
import { evaluate } from './evaluate.ts'
import { channelOf, MASK } from './floor/channel.ts'
import { createFloor } from './floor/floor.ts'
import { type Predictor, type ScoredToken, scoreTokens } from './floor/predictor.ts'
import { type Interval, pairedInterval } from './interval.ts'
import { probabilities } from './probabilities.ts'

export interface GrammarReport {
  readonly loss: number
  readonly floor: number
  /** loss − floor, in nats, and its 95 % interval: paired by token, clustered by sentence. */
  readonly gap: number
  readonly gapInterval: Interval
  readonly accuracy: number
  /** What the floor's predictor, which no model can beat, gets right. */
  readonly bestAccuracy: number
  readonly unigramLoss: number
  readonly unigramAccuracy: number
  readonly bigramLoss: number
  readonly bigramAccuracy: number
  /** The share of verbs of the right number where a noun of the other number stands between subject and verb. */
  readonly agreement: number
  readonly tokens: number
}

/** A model that is better than the best possible one: a mistake in the floor or in the evaluation. */
export class FloorError extends Error {
  override readonly name = 'FloorError'
}

export interface GrammarReportOptions {
  readonly seed: number
  /** BERT's where left out. */
  readonly masking?: Masking
  /** Fresh sentences to score; 14,000 have some 24,000 masked tokens. */
  readonly sentences?: number
  /** Items that test agreement; 1,000 where left out. */
  readonly agreementItems?: number
}

/**
 * Scores `model` beside the floor and two baselines on the same fresh masked tokens.
 * @throws FloorError where the gap is significantly below 0
 */
export async function grammarReport(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { seed, masking = {}, sentences = 14_000, agreementItems: items = 1000 }: GrammarReportOptions,
): Promise<GrammarReport> {
  const test = grammarSequences(tokenizer, { seed, stream: 'test', count: sentences })
  const batches = [
    ...evaluationBatches({ sequences: test, batchSize: 64, seed, masking: { ...masking, tokenizer } }),
  ]
  const found = await evaluate(maskedLanguageModel(model), batches)

  const size = english.words.length
  const first = tokenizer.vocabularySize - size // words follow the special tokens, in the grammar's order
  const training = grammarSequences(tokenizer, { seed, stream: 'training', count: 30_000 })
  const counted = Array.from({ length: 30_000 }, (_, place) =>
    wordsOf(training.at(place)?.ids ?? new Int32Array(), first),
  )
  const score = (predictor: Predictor) =>
    batches.flatMap((batch) => scoreBatch(predictor, batch, first, tokenizer))
  const best = score(createFloor(english, channelOf(masking)))
  const bigram = score(twoSidedBigram(counted, size, random(seed, 'bigram')))
  const single = score(unigram(counted, size))

  const differences = found.scores.map((scores, sequence) =>
    scores.map(({ loss }, place) => loss - (best[sequence]?.[place]?.loss ?? Number.NaN)),
  )
  const gapInterval = pairedInterval(differences)
  const floor = mean(best.flat().map(({ loss }) => loss))
  if (!(gapInterval.high >= 0))
    throw new FloorError(
      `the loss ${found.loss} is below the floor ${floor}: the gap's 95 % interval ends at ${gapInterval.high}`,
    )
  return {
    loss: found.loss,
    floor,
    gap: found.loss - floor,
    gapInterval,
    accuracy: found.accuracy,
    bestAccuracy: accuracyOf(best),
    unigramLoss: mean(single.flat().map(({ loss }) => loss)),
    unigramAccuracy: accuracyOf(single),
    bigramLoss: mean(bigram.flat().map(({ loss }) => loss)),
    bigramAccuracy: accuracyOf(bigram),
    agreement: await agreementAccuracy(model, tokenizer, items, seed),
    tokens: found.tokens,
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const accuracyOf = (scores: readonly (readonly ScoredToken[])[]): number =>
  mean(scores.flat().map(({ correct }) => (correct ? 1 : 0)))

/** The grammar's numbers of the words between [CLS] and [SEP]. */
const wordsOf = (ids: Int32Array, first: number): Int32Array => ids.subarray(1, -1).map((id) => id - first)

function scoreBatch(
  predictor: Predictor,
  batch: Batch,
  first: number,
  { special }: Tokenizer,
): ScoredToken[][] {
  const { sequenceLength } = batch
  return Array.from({ length: batch.batchSize }, (_, row) => {
    const start = row * sequenceLength
    const length = batch.attentionMask
      .subarray(start, start + sequenceLength)
      .reduce((sum, one) => sum + one, 0)
    const inner = [start + 1, start + length - 1] as const
    const visible = batch.inputIds.subarray(...inner).map((id) => (id === special.mask ? MASK : id - first))
    const labels = batch.labels.subarray(...inner).map((label) => (label < 0 ? -1 : label - first))
    return scoreTokens(predictor, visible, labels)
  })
}

async function agreementAccuracy(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  count: number,
  seed: number,
): Promise<number> {
  const items = agreementItems(count, random(seed, 'agreement'))
  let right = 0
  for (let start = 0; start < items.length; start += 64) {
    const some = items.slice(start, start + 64)
    const batch = collate(
      some.map(({ words, position }, place) => {
        const ids = tokenizer.sequence(tokenizer.encode(words.join(' ')), Number.POSITIVE_INFINITY)
        const labels = new Int32Array(ids.length).fill(-100)
        labels[position + 1] = ids[position + 1] ?? 0
        return { id: start + place, inputIds: ids.with(position + 1, tokenizer.special.mask), labels }
      }),
      tokenizer.special.pad,
    )
    const rows = await probabilities(model, batch)
    some.forEach(({ correctForms, wrongForms }, row) => {
      const total = (forms: readonly string[]) =>
        forms.reduce((sum, form) => sum + (rows[row]?.[tokenizer.encode(form)[0] ?? 0] ?? 0), 0)
      if (total(correctForms) > total(wrongForms)) right += 1
    })
  }
  return right / items.length
}
