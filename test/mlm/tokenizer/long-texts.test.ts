/** A document of one kind of character, or of one token, costs time by its length, and no more. */
import { wordLevel } from '@cloze/mlm'
import { expect, test } from 'vitest'
import { loadJson } from '../../fixtures/tokenizer-cases.ts'

const json = JSON.parse(wordLevel(['cat']).files()['tokenizer.json'])
const bare = { ...json, normalizer: null, pre_tokenizer: null }
const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
const added = (changes: object) => ({
  ...bare,
  added_tokens: [...json.added_tokens, { id: 6, content: '<m>', ...flags, ...changes }],
})
const tokens = Object.keys(json.model.vocab)
const bytes = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
)
const scored = [...tokens, 'a', ...bytes].map((token) => [token, -1])
const unigram = { type: 'Unigram', unk_id: 1, vocab: scored, byte_fallback: false }
const strip = { type: 'Strip', strip_left: true, strip_right: true }

// Each of these took from ten seconds to hours where time went with the square of the length.
test.each([
  ['white space before the end', { ...bare, normalizer: strip }, `a${' '.repeat(100_000)}b`, 1],
  ['white space at both ends', { ...bare, normalizer: strip }, ' '.repeat(200_000), 0],
  ['letters that Unigram knows', { ...bare, model: unigram }, 'a'.repeat(200_000), 200_000],
  ['letters that Unigram lacks', { ...bare, model: unigram }, 'x'.repeat(200_000), 1],
  ['added tokens that take the spaces before them', added({ lstrip: true }), ' <m>'.repeat(20_000), 20_000],
  ['an added token far behind', added({ lstrip: true }), `x${' '.repeat(100_000)}x<m>`, 2],
  ['added tokens that are a word', added({ single_word: true }), '<m>.'.repeat(20_000), 40_000],
])('of %s', async (_, file, text, count) => {
  const tokenizer = await loadJson(file)
  expect(tokenizer.encode(text)).toHaveLength(count)
})

test('broken bytes in a row are a sign each, however many', async () => {
  const tokenizer = await loadJson({ ...bare, model: unigram, decoder: { type: 'ByteFallback' } })
  const broken = tokens.length + 1 + 0xff
  expect(tokenizer.decode(new Int32Array(200_000).fill(broken))).toBe('\ufffd'.repeat(200_000))
})

test('a sequence may have any number of tokens', () => {
  const ids = new Int32Array(300_000).fill(5)
  expect(wordLevel(['cat']).sequence(ids, 300_002)).toHaveLength(300_002)
})
