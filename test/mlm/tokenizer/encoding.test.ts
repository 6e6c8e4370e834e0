import {
  type Encoding,
  encodeBatch,
  encodeText,
  padEncoding,
  specialTokens,
  truncatedLengths,
  wordPieceOf,
} from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { trained } from '../../fixtures/tokenizer-trained.ts'

const texts = fc.string({ unit: 'binary', maxLength: 20 })
const tokenizers = Object.entries(trained).map(([name, train]) => [name, train()] as const)
const play = wordPieceOf([...specialTokens, 'play', '##ing', 'a', 'cat'], true)

describe.each(tokenizers)('what %s says of a text', (name, tokenizer) => {
  test.prop([texts])('has the ids that encode gives', (text) => {
    expect(tokenizer.pieces(text).ids).toEqual(tokenizer.encode(text))
  })

  test.prop([texts])(
    'has places in order, in the text, and none between two halves of a character',
    (text) => {
      const { offsets } = tokenizer.pieces(text)
      for (const [at, [start, end]] of offsets.entries()) {
        expect(start).toBeGreaterThanOrEqual(offsets[at - 1]?.[0] ?? 0)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        for (const cut of [start, end])
          expect(text.slice(cut - 1, cut + 1)).not.toMatch(/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/)
      }
    },
  )

  test.prop([texts])('gives words numbers from 0 on, without a gap', (text) => {
    const { wordIds } = tokenizer.pieces(text)
    let last = -1
    for (const word of wordIds) {
      expect([last, last + 1]).toContain(word)
      last = word
    }
    expect(wordIds[0] ?? 0).toBe(0)
  })

  // A word that is [UNK] spells nothing; a piece by itself is the start of a word, not the middle of one.
  test.prop([texts])('says where each word comes from: that part alone gives the same tokens', (text) => {
    const { ids, offsets, wordIds } = tokenizer.pieces(text)
    for (const word of new Set(wordIds)) {
      const first = wordIds.indexOf(word)
      const last = wordIds.lastIndexOf(word)
      const part = text.slice(offsets[first]?.[0], offsets[last]?.[1])
      expect(tokenizer.encode(part), JSON.stringify(part)).toEqual(ids.slice(first, last + 1))
    }
  })

  if (name !== 'word')
    test.prop([texts])('spells the text again but for spaces, where no token is unknown', (text) => {
      const ids = tokenizer.encode(text)
      fc.pre(!ids.includes(tokenizer.special.unk))
      const decoded = tokenizer.decode(ids)
      expect(tokenizer.encode(decoded)).toEqual(ids)
    })
})

/** What holds for every encoding. */
function check(encoding: Encoding) {
  const { ids, ...rest } = encoding
  for (const values of Object.values(rest)) expect(values).toHaveLength(ids.length)
  for (let at = 0; at < ids.length; at++) {
    const isText = encoding.wordIds[at] !== null
    expect(encoding.specialTokensMask[at]).toBe(isText ? 0 : 1)
    expect(encoding.textIds[at] !== null).toBe(isText)
    if (encoding.attentionMask[at] === 0) expect(isText).toBe(false)
  }
}

describe('an encoding', () => {
  const lengths = fc.integer({ min: 3, max: 30 })

  test.prop([
    fc.lorem(),
    fc.option(fc.lorem(), { nil: undefined }),
    lengths,
    fc.nat(40),
    fc.integer({ min: 1, max: 9 }),
  ])(
    'has at most the length asked for, and is padded to another',
    (text, pair, maxLength, padTo, padToMultipleOf) => {
      const options = { ...(pair !== undefined && { pair }), maxLength }
      const cut = encodeText(play, text, options)
      const whole = encodeText(play, text, { ...options, maxLength: 100_000 })
      check(cut)
      expect(cut.ids.length).toBe(Math.min(maxLength, whole.ids.length))
      const padded = encodeText(play, text, { ...options, padTo, padToMultipleOf })
      check(padded)
      expect(padded.ids.length).toBe(
        Math.ceil(Math.max(cut.ids.length, padTo) / padToMultipleOf) * padToMultipleOf,
      )
      expect(padded.ids.slice(0, cut.ids.length)).toEqual(cut.ids)
      expect(padded.attentionMask.reduce((sum, one) => sum + one, 0)).toBe(cut.ids.length)
    },
  )

  test.prop([fc.lorem(), fc.lorem(), lengths])(
    'has the first text before the second',
    (text, pair, maxLength) => {
      const { textIds, typeIds } = encodeText(play, text, { pair, maxLength })
      const ofText = textIds.filter((id) => id !== null)
      expect(ofText).toEqual(ofText.toSorted())
      expect([...typeIds]).toEqual([...typeIds].sort())
    },
  )

  test('says all that is known of each token', () => {
    expect(encodeText(play, 'Playing [MASK]', { pair: 'a dog', padTo: 9 })).toEqual({
      ids: Int32Array.of(2, 5, 6, 4, 3, 7, 1, 3, 0),
      tokens: ['[CLS]', 'play', '##ing', '[MASK]', '[SEP]', 'a', '[UNK]', '[SEP]', '[PAD]'],
      offsets: [
        [0, 0],
        [0, 4],
        [4, 7],
        [8, 14],
        [0, 0],
        [0, 1],
        [2, 5],
        [0, 0],
        [0, 0],
      ],
      wordIds: [null, 0, 0, 1, null, 0, 1, null, null],
      textIds: [null, 0, 0, 0, null, 1, 1, null, null],
      typeIds: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 0),
      attentionMask: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0),
      specialTokensMask: Int32Array.of(1, 0, 0, 0, 1, 0, 0, 1, 1),
    })
  })

  test('goes without the tokens around it where asked to', () => {
    expect(encodeText(play, 'a', { pair: 'cat', addSpecialTokens: false }).tokens).toEqual(['a', 'cat'])
  })

  test('of a batch is as long as the longest', () => {
    const batch = encodeBatch(play, ['a', ['a cat', 'cat'], ''], { padToMultipleOf: 4 })
    batch.forEach(check)
    expect(batch.map(({ ids }) => ids.length)).toEqual([8, 8, 8])
    expect(encodeBatch(play, ['a', 'a cat playing'], { maxLength: 4 }).map(({ ids }) => ids.length)).toEqual([
      4, 4,
    ])
    expect(encodeBatch(play, [])).toEqual([])
  })

  test('that is long enough is not padded', () => {
    const encoding = encodeText(play, 'a cat')
    expect(padEncoding(play, encoding, 2)).toEqual(encoding)
  })

  test('says which length makes no sense', () => {
    expect(() => encodeText(play, 'a', { maxLength: 1 })).toThrow('maxLength is an integer from 2, not 1')
    expect(() => encodeText(play, 'a', { pair: 'a', maxLength: 2 })).toThrow('maxLength is an integer from 3')
    expect(() => encodeText(play, 'a', { padTo: 1.5 })).toThrow('padTo is an integer from 0, not 1.5')
    expect(() => encodeText(play, 'a', { padToMultipleOf: 0 })).toThrow(
      'padToMultipleOf is an integer from 1',
    )
  })
})

describe('truncation', () => {
  test.prop([fc.nat(50), fc.nat(50), fc.nat(60)])(
    'longest first leaves as much as there is room for',
    (a, b, room) => {
      const [first, second] = truncatedLengths([a, b], room, 'longest-first')
      expect(first + second).toBe(Math.min(a + b, room))
      expect(first).toBeLessThanOrEqual(a)
      expect(second).toBeLessThanOrEqual(b)
      // Whoever was cut is now not shorter than the other, but for the odd one.
      if (first < a) expect(first).toBeGreaterThanOrEqual(second - 1)
      if (second < b) expect(second).toBeGreaterThanOrEqual(first - 1)
    },
  )

  test('of one text alone takes all from it, and says when that is not enough', () => {
    expect(truncatedLengths([9, 4], 7, 'only-first')).toEqual([3, 4])
    expect(truncatedLengths([4, 9], 7, 'only-second')).toEqual([4, 3])
    expect(() => truncatedLengths([2, 9], 7, 'only-first')).toThrow(/only-first can't take off 4 tokens of 2/)
  })
})
