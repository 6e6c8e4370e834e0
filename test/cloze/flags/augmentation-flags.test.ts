import { describe, expect, test } from 'vitest'
import { augmentationFlags } from '../../../packages/cloze/src/flags/augmentation-flags.ts'

const server = { translator: 'http://localhost:5000', to: ['de'] }

describe('the flags of augmentation', () => {
  test.each([
    [{ synonyms: 'x.txt' }, '--synonyms: is of --augment insert, synonyms, not of swap'],
    [{ translator: 'x' }, '--translator: is of --augment back-translate, not of swap'],
    [{ from: 'fr' }, '--from: is of --augment back-translate'],
    [{ to: ['de'] }, '--to: is of --augment back-translate'],
    [{ cache: 'z' }, '--cache: is of --augment back-translate'],
    [{ model: 'x' }, '--model: is of --augment synonyms, paraphrase'],
  ])('%j is refused where nothing that is named reads it', (flags, message) => {
    expect(() => augmentationFlags({ augment: ['swap'], ...flags })).toThrow(message)
  })

  test('are taken where one of several reads them', () => {
    const augment = ['swap', 'insert', 'back-translate']
    expect(augmentationFlags({ augment, synonyms: 'x.txt', ...server })).toMatchObject({ augment, ...server })
  })

  test.each([
    [{}, 'needs a server that translates (--translator URL) and a language to translate into (--to de);'],
    [{ to: server.to }, 'needs a server that translates (--translator URL);'],
    [{ translator: server.translator }, 'needs a language to translate into (--to de);'],
  ])('of back-translation that are %j name what is missing, and the way out', (flags, message) => {
    const read = () => augmentationFlags({ augment: ['back-translate'], ...flags }, 'augment-')
    expect(read).toThrow(message)
    expect(read).toThrow('--augment paraphrase --augment-model DIR')
  })
})
