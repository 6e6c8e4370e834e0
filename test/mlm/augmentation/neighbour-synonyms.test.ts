import { BertForMaskedLM } from '@cloze/bert'
import { neighbourSynonyms, splitWords } from '@cloze/mlm/augmentation'
import { wordPieceOf } from '@cloze/mlm/tokenizer'
import { cpu, type Device, liveTensors } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { drawnBut } from '../../bert/drawn-values.ts'
import { hostDevices } from '../../host-devices.ts'

/** Each token with its embedding. */
const table: Readonly<Record<string, readonly [number, number]>> = {
  '[PAD]': [0, 0],
  '[UNK]': [1, 0],
  '[CLS]': [1, 0],
  '[SEP]': [1, 0],
  '[MASK]': [1, 0],
  big: [1, 0],
  large: [2, 0.2],
  huge: [3, 0.9],
  small: [0, 5],
  little: [0.1, 1],
  '7': [4, 0],
  '12': [4, 1],
  '##er': [1, 0],
  ',': [1, 0],
  nowhere: [0, 0],
}
const tokens = Object.keys(table)
const tokenizer = wordPieceOf(tokens, true)

const modelOf = async (embeddings: readonly number[], device: Device = cpu) => {
  const settings = {
    vocabSize: tokens.length,
    hiddenSize: 2,
    numHiddenLayers: 1,
    numAttentionHeads: 1,
    intermediateSize: 2,
    maxPositionEmbeddings: 4,
  }
  const words = new Map([['bert.embeddings.word_embeddings.weight', Float32Array.from(embeddings)]])
  return new BertForMaskedLM(settings, { device }, await drawnBut(settings, words))
}
const known = Object.values(table).flat()

describe.each(hostDevices)('the nearest words by embeddings on $name', (device) => {
  test('are those with the smallest angle, nearest first, in the case asked for', async () => {
    const model = await modelOf(known, device)
    const found = await neighbourSynonyms({ model, tokenizer })
    expect(found('big')).toEqual(['large', 'huge'])
    expect(found('Large')).toEqual(['Big', 'Huge'])
    expect(found('SMALL')).toEqual(['LITTLE'])
    model.dispose()
  })

  test('leaves no tensor', async () => {
    const before = liveTensors()
    const model = await modelOf(known, device)
    const found = await neighbourSynonyms({ model, tokenizer })
    model.dispose()
    expect(liveTensors()).toBe(before)
    expect(found('big')).toEqual(['large', 'huge']) // of what was read before
  })
})

describe('the nearest words', () => {
  test('of a number are numbers; a word of several tokens, or of none, has no neighbour', async () => {
    const model = await modelOf(known)
    const found = await neighbourSynonyms({ model, tokenizer })
    expect(found('7')).toEqual(['12'])
    for (const word of ['bigger', 'cat', ',', '[MASK]', 'nowhere', '']) expect(found(word)).toEqual([])
    model.dispose()
  })

  test('are no more than the count, and no further than the least similarity', async () => {
    const model = await modelOf(known)
    const one = await neighbourSynonyms({ model, tokenizer }, { count: 1 })
    expect(one('big')).toEqual(['large'])
    const close = await neighbourSynonyms({ model, tokenizer }, { minimumSimilarity: 0.99 })
    expect(close('huge')).toEqual([])
    const all = await neighbourSynonyms({ model, tokenizer }, { count: 99, minimumSimilarity: -1 })
    expect(all('big')).toEqual(['large', 'huge', 'little', 'small', 'nowhere'])
    await expect(neighbourSynonyms({ model, tokenizer }, { count: 0 })).rejects.toThrow(
      'count is an integer from 1, not 0',
    )
    model.dispose()
  })

  test.prop([
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2 * tokens.length, maxLength: 2 * tokens.length }),
    fc.constantFrom(...tokens, 'Big', 'SMALL', 'cat'),
    fc.integer({ min: 1, max: 9 }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  ])(
    'are never the word itself, and always whole words of the vocabulary',
    async (embeddings, word, count, minimumSimilarity) => {
      const model = await modelOf(embeddings)
      const found = await neighbourSynonyms({ model, tokenizer }, { count, minimumSimilarity })
      model.dispose()
      const others = found(word)
      expect(found(word)).toEqual(others)
      expect(others.length).toBeLessThanOrEqual(count)
      expect(new Set(others).size).toBe(others.length)
      for (const other of others) {
        expect(other.toLowerCase()).not.toBe(word.toLowerCase())
        expect(tokens).toContain(other.toLowerCase())
        expect(splitWords(other)).toEqual({ words: [other], gaps: ['', ''] })
      }
    },
  )
})
