import { Variable } from '@cloze/autograd'
import { BertForMaskedLM, type MaskedBatch, type MaskedLanguageOutput } from '@cloze/bert'
import { evaluateGrammar, type Masking, strategyNamed } from '@cloze/mlm'
import { grammarTokenizer } from '@cloze/mlm/data'
import { FloorError, type GrammarEvaluation } from '@cloze/mlm/evaluation'
import { bertMasking } from '@cloze/mlm/masking'
import { crossEntropy, liveTensors, mul, oneHot, reference, scope, tensor } from '@cloze/tensor'
import { beforeAll, describe, expect, test } from 'vitest'
import { examples } from '../masking/arbitraries.ts'

const tokenizer = grammarTokenizer()
const settings = {
  vocabSize: tokenizer.vocabularySize,
  hiddenSize: 8,
  numHiddenLayers: 1,
  numAttentionHeads: 1,
  intermediateSize: 8,
  maxPositionEmbeddings: 40,
}
const few = { seed: 4, tokens: 500, baselineSentences: 2000, agreementItems: 30 }

/** A model that sees what it is to predict. */
class Cheat extends BertForMaskedLM {
  override forward({ labels = new Int32Array() }: MaskedBatch): MaskedLanguageOutput {
    const chosen = labels.filter((label) => label >= 0)
    return scope(() => {
      const ids = tensor(chosen, { device: this.device })
      const logits = new Variable(mul(oneHot(ids, tokenizer.vocabularySize), 30))
      return { logits, labels: chosen, loss: crossEntropy(logits, ids) }
    })
  }
}

const reportOf = async (masking: Masking = {}): Promise<GrammarEvaluation> => {
  const model = new BertForMaskedLM(settings, { seed: 1 })
  try {
    return await evaluateGrammar(model, tokenizer, { ...few, masking })
  } finally {
    model.dispose()
  }
}

describe('the report of a model that has learnt nothing', () => {
  let report: GrammarEvaluation
  let left = 0
  beforeAll(async () => {
    const before = liveTensors()
    report = await reportOf()
    left = liveTensors() - before
  })

  test('has the floor below the bigram, the bigram below the unigram, and the model above all', () => {
    expect(report.floor).toBeLessThan(report.bigramLoss)
    expect(report.bigramLoss).toBeLessThan(report.unigramLoss)
    expect(report.unigramLoss).toBeLessThan(report.loss)
  })

  test('has the gap to the floor, within its interval', () => {
    const { floor = Number.NaN, gapInterval: { low, high } = {} } = report
    expect(report.gap).toBeCloseTo(report.loss - floor, 12)
    expect(report.gap).toBeGreaterThan(low ?? Number.NaN)
    expect(report.gap).toBeLessThan(high ?? Number.NaN)
    expect(low).toBeGreaterThan(0)
  })

  test('has the best possible accuracy above all others', () => {
    expect(report.bestAccuracy).toBeGreaterThan(report.bigramAccuracy)
    expect(report.bestAccuracy).toBeGreaterThan(report.accuracy)
    expect(report.bestAccuracy).toBeLessThan(1)
  })

  test('draws sentences until enough tokens are masked, and no more than a batch beyond', () => {
    expect(report.tokens).toBeGreaterThanOrEqual(few.tokens)
    expect(report.tokens).toBeLessThan(few.tokens + 64 * 10)
  })

  test('leaves no tensor', () => {
    expect(left).toBe(0)
  })

  test('is the same again', async () => {
    expect(await reportOf()).toEqual(report)
  })
})

test('as many tokens are scored however few a sentence has masked', async () => {
  const { tokens } = await reportOf({ rate: 0.01 })
  expect(tokens).toBeGreaterThanOrEqual(few.tokens)
})

test('masking that chooses nothing is an error, not a search without end', async () => {
  const strategy = strategyNamed('fixed', { positions: [500] })
  await expect(reportOf({ strategy })).rejects.toThrow('chooses no word of 4096 sentences')
  await expect(reportOf({ rate: 0 })).rejects.toThrow('a mask rate of 0 leaves nothing to score')
})

for (const { name, strategy } of examples) {
  const floors = strategy.distribution?.kind !== 'unknown'
  test(`masking by ${name} ${floors ? 'has a floor below the baselines' : 'has no floor, and says why'}`, async () => {
    const report = await reportOf({ strategy })
    expect(report.unigramLoss).toBeGreaterThan(report.bigramLoss)
    if (floors) expect(report.floor).toBeLessThan(report.bigramLoss)
    else {
      expect(report).not.toHaveProperty('floor')
      expect(report.floorUnknown).toContain('too many ways to sum over')
    }
    // What is chosen is seen where it always shows [MASK].
    const shown = await reportOf({ strategy, masked: 1, replaced: 0 })
    expect(shown.floor).toBeLessThan(shown.bigramLoss)
  })
}

test('the bigram knows how the tokens were masked', async () => {
  // Where a chosen token always shows itself, it need only be read off.
  const kept = await reportOf({ masked: 0, replaced: 0 })
  expect(kept.bigramLoss).toBeCloseTo(0, 6)
  expect((await reportOf(bertMasking)).bigramLoss).toBeGreaterThan(1)
})

test('a model that is better than the best possible one is an error', async () => {
  const cheat = new Cheat(settings, { device: reference })
  await expect(evaluateGrammar(cheat, tokenizer, few)).rejects.toThrow(FloorError)
  cheat.dispose()
})
