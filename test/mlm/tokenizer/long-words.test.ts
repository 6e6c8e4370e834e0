import { loadTokenizer, memoryStorage, saveTokenizer, type Tokenizer, trainWordPiece } from '@cloze/mlm'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { learnt, longWordFixture, longWords, withoutDna } from '../../fixtures/long-words.ts'

const piecesOf = (tokenizer: Tokenizer) =>
  Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.token(id)).slice(5)

describe('text whose words have more than 100 characters', () => {
  const tokenizer = learnt()

  test('is read as Python reads it with the same tokenizer.json: ids, offsets and words', async () => {
    const storage = memoryStorage()
    await saveTokenizer(storage, tokenizer)
    const opened = await loadTokenizer(storage)
    for (const { text, ...python } of longWordFixture.cases)
      for (const each of [tokenizer, opened]) {
        const { ids, offsets, wordIds } = each.pieces(text)
        expect({ ids: [...ids], offsets: offsets.flat(), wordIds: [...wordIds] }).toEqual(python)
        expect([...each.encode(text)]).toEqual(python.ids)
      }
  })

  test.each(Object.entries(longWordFixture.pieces))(
    'gives the vocabulary that Python learns with limit_alphabet %s',
    (limit, pieces) => {
      const alphabetLimit = limit === 'none' ? undefined : Number(limit)
      const ours = piecesOf(
        trainWordPiece(withoutDna, { vocabularySize: 700, minimumCount: 40, alphabetLimit }),
      )
      expect(ours.sort()).toEqual([...pieces].sort())
    },
  )

  test('has no [UNK], whatever the script', () => {
    for (const text of longWords) expect(tokenizer.encode(text)).not.toContain(tokenizer.special.unk)
  })

  test.prop([
    fc.array(fc.string({ unit: fc.constantFrom('a', 'ก', '😀'), minLength: 101, maxLength: 400 }), {
      minLength: 1,
    }),
  ])('is learnt whole: no text that was learnt from has [UNK]', (texts) => {
    const made = trainWordPiece(texts, { vocabularySize: 60 })
    for (const text of texts) expect(made.encode(text)).not.toContain(made.special.unk)
  })

  test('of 300,000 characters costs seconds, not hours', () => {
    let state = 1
    const letter = () => {
      state = (state * 48271) % 2147483647
      return 'ACGT'.charAt(state % 4)
    }
    const genome = Array.from({ length: 300_000 }, letter).join('')
    const made = trainWordPiece([genome], { vocabularySize: 100 })
    expect(made.encode(genome).length).toBeLessThan(150_000)
  })

  test('changes nothing where no word is so long: its file is BERT’s', () => {
    const plain = JSON.parse(
      trainWordPiece(['a cat', 'b'.repeat(100)], { vocabularySize: 50 }).files()['tokenizer.json'],
    )
    expect(plain.pre_tokenizer).toEqual({ type: 'BertPreTokenizer' })
    expect(plain.model.max_input_chars_per_word).toBe(100)
  })
})
