import { type Corpus, corpusSource, memoryCorpus } from '@cloze/mlm'
import {
  type Augmentable,
  AugmentationError,
  augmentedCorpus,
  augmenter,
  withCopies,
} from '@cloze/mlm/augmentation'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rates, synonyms, texts } from './arbitraries.ts'

const names = ['insert', 'delete', 'swap', 'synonyms']
const options = { names, resources: { synonyms } }
const read = async (corpus: Corpus) => {
  const found: string[] = []
  for await (const document of corpus.documents()) found.push(document)
  return found
}
/** With text: one without any has no copies. */
const documentTexts = texts.filter((text) => text !== '')
/** More documents than are changed at a time, now and then. */
const corpora = fc.oneof(
  fc.array(documentTexts, { maxLength: 8 }),
  fc.array(documentTexts, { minLength: 60, maxLength: 70, size: 'max' }),
)

describe('an augmented corpus', () => {
  test.prop([corpora, rates, fc.nat(), fc.integer({ min: 1, max: 3 })], { numRuns: 25 })(
    'has each document unchanged and in order, followed by the copies of epochs 0, 1, …',
    async (documents, rate, seed, copies) => {
      const found = await read(augmentedCorpus(memoryCorpus(documents), { ...options, rate, seed, copies }))
      expect(found).toHaveLength(documents.length * (copies + 1))
      expect(found.filter((_, index) => index % (copies + 1) === 0)).toEqual(documents)
      const copy = augmenter({ ...options, rate, seed })
      const rows = documents.map((text) => ({ text }))
      for (let epoch = 0; epoch < copies; epoch++)
        expect(found.filter((_, index) => index % (copies + 1) === epoch + 1)).toEqual(
          (await copy(rows, { epoch })).map(({ text }) => text),
        )
    },
  )

  test.prop([fc.array(texts, { maxLength: 8 }), rates, fc.nat()])(
    'is the same at every reading, and by the same seed',
    async (documents, rate, seed) => {
      const [one, other] = [0, 1].map(() =>
        augmentedCorpus(memoryCorpus(documents), { ...options, rate, seed, copies: 2 }),
      )
      if (!one || !other) return
      const found = await read(one)
      expect(await read(one)).toEqual(found)
      expect(await read(other)).toEqual(found)
    },
  )

  test.prop([fc.array(documentTexts, { maxLength: 8 }), fc.nat()])(
    'has copies that equal their documents where the rate is 0',
    async (documents, seed) => {
      const found = await read(augmentedCorpus(memoryCorpus(documents), { ...options, rate: 0, seed }))
      expect(found).toEqual(documents.flatMap((document) => [document, document]))
    },
  )

  test.prop([corpora, fc.nat(), fc.nat()], { numRuns: 25 })(
    'has no copies of a document without text, which changes no other',
    async (documents, at, seed) => {
      const readOf = (all: readonly string[]) =>
        read(augmentedCorpus(memoryCorpus(all), { ...options, rate: 0.5, seed, copies: 2 }))
      const index = at % (documents.length + 1)
      const found = await readOf(documents.toSpliced(index, 0, ''))
      expect(found).toEqual((await readOf(documents)).toSpliced(3 * index, 0, ''))
    },
  )

  test('reads no more documents ahead than are changed at a time', async () => {
    let taken = 0
    async function* endless(): AsyncGenerator<Augmentable> {
      for (;;) yield { text: `document ${taken++}` }
    }
    for await (const _ of withCopies(endless(), augmenter({ ...options, rate: 0.1, seed: 1 }), 2)) break
    expect(taken).toBeLessThanOrEqual(64)
  })

  test('refuses at once what can not be', () => {
    const corpus = memoryCorpus(['the dog'])
    for (const wrong of [{ copies: 0 }, { copies: 1.5 }, { rate: 2 }, { resources: {} }])
      expect(() => augmentedCorpus(corpus, { ...options, rate: 0.1, seed: 1, ...wrong })).toThrow(
        AugmentationError,
      )
  })
})

test('a source with copies has the tokenizer and the other parts that it has without', async () => {
  const parts = {
    training: memoryCorpus(['the big dog sees a cat', 'a dog laughs']),
    validation: memoryCorpus(['the cat laughs']),
    test: memoryCorpus(['a big cat']),
  }
  const augmented = augmentedCorpus(parts.training, { names: ['swap'], rate: 0.5, seed: 1, copies: 2 })
  const sizes = { tokenizer: 'word', vocabularySize: 20, sequenceLength: 16 } as const
  const without = await corpusSource(parts, sizes)
  const found = await corpusSource({ ...parts, augmented }, sizes)
  expect(found.tokenizer.files()).toEqual(without.tokenizer.files())
  expect(found.validation).toEqual(without.validation)
  expect(found.test).toEqual(without.test)
  expect(found.originals).toEqual(without.training)
  expect(found.training).toHaveLength(6)
})
