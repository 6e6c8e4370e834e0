import { BertForMaskedLM } from '@cloze/bert'
import { reference } from '@cloze/tensor'
import { afterAll, describe, expect, test } from 'vitest'
import { small } from './small.ts'

describe('a batch that the model cannot take says what is wrong', () => {
  const model = new BertForMaskedLM(small, { device: reference })
  afterAll(() => model.dispose())
  const batch = {
    batchSize: 1,
    sequenceLength: 2,
    inputIds: Int32Array.of(1, 2),
    attentionMask: Int32Array.of(1, 1),
    tokenTypeIds: Int32Array.of(0, 0),
  }
  const cases = [
    {
      name: 'an id out of range',
      batch: { ...batch, inputIds: Int32Array.of(1, 11) },
      says: 'inputIds[1] is 11, but must be in 0…10',
    },
    {
      name: 'an array of another length',
      batch: { ...batch, attentionMask: Int32Array.of(1) },
      says: 'attentionMask has 1 values, but 1 sequences of 2 have 2',
    },
    {
      name: 'a label out of range',
      batch: { ...batch, labels: Int32Array.of(-1, -100) },
      says: 'labels[0] is -1, but must be in 0…10 or -100',
    },
    {
      name: 'a sequence too long',
      batch: { ...batch, sequenceLength: 7 },
      says: 'a sequence of 7 tokens is longer than the model’s 6 positions'.replace('’', "'"),
    },
  ]
  for (const { name, batch, says } of cases)
    test(name, () => {
      expect(() => model.forward(batch, { logits: 'all' })).toThrow(says)
    })
})
