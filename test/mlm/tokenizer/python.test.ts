/** Cloze's tokenizers beside Hugging Face's own, in Python: the same ids, places, words and text. */

import { trainWordPiece } from '@cloze/mlm'
import { encodeText, truncatedLengths } from '@cloze/mlm/tokenizer'
import { describe, expect, test } from 'vitest'
import { fixtures, huggingFacePieces, loadJson, truncations } from '../../fixtures/tokenizer-cases.ts'
import { corpus } from '../../fixtures/tokenizer-corpus.ts'
import { trained } from '../../fixtures/tokenizer-trained.ts'

for (const { name, own, tokenizerJson, cases, pairs } of fixtures) {
  describe(`${name}, ${own ? 'which Cloze trained' : 'which Hugging Face trained'}`, async () => {
    const tokenizer = await loadJson(tokenizerJson)

    test('gives the ids that Python gives, with places and without', () => {
      expect(cases.length).toBeGreaterThan(200)
      for (const { text, ids } of cases) {
        expect([...tokenizer.encode(text)], JSON.stringify(text)).toEqual(ids)
        expect([...tokenizer.pieces(text).ids], JSON.stringify(text)).toEqual(ids)
      }
    })

    test('says of each token where it comes from, as Python does', () => {
      for (const { text, offsets } of cases)
        expect(tokenizer.pieces(text).offsets.flat(), JSON.stringify(text)).toEqual(offsets)
    })

    // A word of characters is a word here, so that it can be masked as a whole; in Python it is a character.
    if (!name.startsWith('character'))
      test('says of each token which word it is of, as Python does', () => {
        for (const { text, wordIds } of cases)
          expect([...tokenizer.pieces(text).wordIds], JSON.stringify(text)).toEqual(wordIds)
      })

    test('decodes as Python does', () => {
      for (const { text, ids, decoded } of cases)
        expect(tokenizer.decode(ids), JSON.stringify(text)).toBe(decoded)
    })

    // Where the file puts nothing around texts, Python doesn't either; Cloze does as BERT.
    if (pairs.length > 0)
      test('cuts and pads pairs as Python does', () => {
        for (const { first, second, maxLength, textIds, wordIds, ...expected } of pairs) {
          const found = encodeText(tokenizer, first, { pair: second, maxLength, padTo: 12 })
          const label = JSON.stringify([first, second, maxLength])
          for (const [key, values] of Object.entries(expected))
            expect([...found[key as keyof typeof expected]], `${label} ${key}`).toEqual(values)
          expect(found.textIds, label).toEqual(textIds)
          if (!name.startsWith('character')) expect(found.wordIds, label).toEqual(wordIds)
        }
      })

    test('is written back with the same meaning', () => {
      expect(JSON.parse(tokenizer.files()['tokenizer.json'])).toEqual(tokenizerJson)
    })
  })
}

describe('training', () => {
  test.each(Object.entries(trained))('%s gives the tokenizer that it gave before', (name, train) => {
    const frozen = fixtures.find((fixture) => fixture.name === name)?.tokenizerJson
    expect(JSON.parse(train().files()['tokenizer.json'])).toEqual(frozen)
  })

  test('learns nearly the pieces that Hugging Face learns: they differ in what is as frequent', () => {
    const size = huggingFacePieces.length + 5
    const { 'tokenizer.json': json } = trainWordPiece(corpus, { vocabularySize: size }).files()
    const pieces = new Set(Object.keys(JSON.parse(json).model.vocab))
    const shared = huggingFacePieces.filter((piece) => pieces.has(piece))
    expect(shared.length / huggingFacePieces.length).toBeGreaterThan(0.9)
  })
})

test('two texts are cut, longest first, to the lengths that Python gives', () => {
  for (const [first, second, room, ...kept] of truncations)
    expect(truncatedLengths([first, second], room, 'longest-first'), `${[first, second, room]}`).toEqual(kept)
})
