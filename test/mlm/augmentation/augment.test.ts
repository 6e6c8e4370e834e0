import { AugmentationError, augmentationNamed, augmentations, augmenter } from '@cloze/mlm/augmentation'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rates, synonyms, texts } from './arbitraries.ts'

const resources = { synonyms }
const names = ['insert', 'delete', 'swap', 'synonyms']

describe('augmenter', () => {
  test.prop([fc.array(texts, { minLength: 1, maxLength: 6 }), rates, fc.nat(), fc.nat(9)])(
    'makes a copy by the seed, the epoch and the number of the document alone',
    async (documents, rate, seed, epoch) => {
      const copies = augmenter({ names, rate, seed, resources })
      const together = await copies(
        documents.map((text) => ({ text })),
        { epoch },
      )
      const alone = documents.map((text, first) => copies([{ text }], { epoch, first }))
      expect((await Promise.all(alone)).flat()).toEqual(together)
    },
  )

  test('keeps the label of a document, and changes it otherwise in each epoch', async () => {
    const copies = augmenter({ names: ['swap'], rate: 0.5, seed: 1 })
    const documents = [{ text: 'the dog sees a cat near this barn', label: 'animals' }]
    const found = await Promise.all([0, 1, 2].map((epoch) => copies(documents, { epoch })))
    expect(new Set(found.map(([copy]) => copy?.text)).size).toBe(3)
    expect(found.map(([copy]) => copy?.label)).toEqual(['animals', 'animals', 'animals'])
  })

  test.each([
    [{ names: ['delete'], rate: 1.5, seed: 1 }, 'a rate is a share of the words, 0 … 1, not 1.5'],
    [{ names: ['remove'], rate: 0.1, seed: 1 }, 'no remove; there is insert, delete, swap, synonyms'],
    [{ names: ['synonyms'], rate: 0.1, seed: 1 }, 'needs a list of synonyms'],
    [{ names: [], rate: 0.1, seed: 1 }, 'none is named'],
  ])('refuses what can not be: %j', (options, message) => {
    expect(() => augmenter(options)).toThrow(message)
    expect(() => augmenter(options)).toThrow(AugmentationError)
  })

  test('every augmentation of the list is found by its name', () => {
    for (const kind of augmentations) expect(augmentationNamed(kind.name)).toBe(kind)
  })
})
