/** The words of a sequence's tokens, where tokens don't tell them. */
import { maskSequence, memoryCorpus, strategyNamed } from '@cloze/mlm'
import { packDocuments, readRows, readSequences, type Sequence, sequences } from '@cloze/mlm/data'
import { wordIdsOf } from '@cloze/mlm/masking'
import { random } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { fixtures, loadJson } from '../../fixtures/tokenizer-cases.ts'

const named = async (name: string) => loadJson(fixtures.find((each) => each.name === name)?.tokenizerJson)

/** The words of the tokens that are not special. */
const ordinary = (ids: Iterable<number>, none: ReadonlySet<number>, words: ArrayLike<number | undefined>) =>
  Array.from(ids, (id, index) => (none.has(id) ? undefined : words[index]))

for (const { name, tokenizerJson, cases } of fixtures)
  describe(name, async () => {
    const tokenizer = await loadJson(tokenizerJson)
    const none = new Set(Object.values(tokenizer.special))

    test(`its tokens ${tokenizer.marksWords ? '' : 'do not '}tell words`, () => {
      const differ = cases.filter(({ text }) => {
        const { ids, wordIds } = tokenizer.pieces(text)
        const tokens = Array.from(ids, (id) => tokenizer.token(id))
        const [told, found] = [wordIdsOf(tokens, ordinary(ids, none, wordIds)), wordIdsOf(tokens)]
        return boundaries(told) !== boundaries(ordinary(ids, none, found))
      })
      if (tokenizer.marksWords) expect(differ.map(({ text }) => text)).toEqual([])
      else expect(differ.length).toBeGreaterThan(10)
    })
  })

const boundaries = (words: readonly (number | undefined)[]): string =>
  words
    .map((word, index) => {
      if (word === undefined) return '.'
      return word === words[index - 1] ? '-' : '+'
    })
    .join('')

describe('sequences of byte-level pieces', async () => {
  const tokenizer = await named('roberta')
  const documents = fc.array(
    fc
      .array(fc.constantFrom('unbelievable', 'playing', 'a', 'zq', '中文', 'naïve', '<mask>', '!'), {
        maxLength: 12,
      })
      .map((words) => words.join(' ')),
    { maxLength: 6 },
  )
  const lengths = fc.integer({ min: 3, max: 40 })

  /** Of every token of the documents, as `pieces` tells. */
  const told = (texts: readonly string[]) => texts.flatMap((text) => [...tokenizer.pieces(text).wordIds])
  const inner = (found: readonly Sequence[]) =>
    found.flatMap(({ wordIds = [] }) => Array.from(wordIds).slice(1, -1))

  test.prop([documents, lengths])('have the words that the tokenizer tells', async (texts, maxLength) => {
    const corpus = memoryCorpus(texts)
    const parts = sequences(tokenizer, texts, maxLength)
    expect(await readSequences(tokenizer, corpus.documents(), maxLength)).toEqual(parts)
    expect(inner(parts)).toEqual(told(texts))
    const rows = await readRows(tokenizer, corpus.documents(), maxLength)
    expect(inner(rows.flat())).toEqual(told(texts))
    const tokens = texts.map((text, id) => ({ id, ...tokenizer.pieces(text) }))
    const packed = [...packDocuments(tokens, tokenizer, maxLength)]
    expect(packed.map((row) => row.sequences)).toEqual(rows)
    for (const { ids, wordIds = [] } of [...parts, ...rows.flat()]) {
      expect(wordIds).toHaveLength(ids.length)
      expect([wordIds[0], wordIds[wordIds.length - 1]]).toEqual([-1, -1])
    }
  })

  test.prop([documents, lengths, fc.nat()])('are masked by whole words', (texts, maxLength, seed) => {
    const options = { tokenizer, strategy: strategyNamed('whole-word'), rate: 0.4 }
    for (const { id, ids, wordIds } of sequences(tokenizer, texts, maxLength)) {
      const { labels } = maskSequence(ids, { ...options, wordIds, random: random(seed, id) })
      const chosen = (index: number) => (labels[index] ?? -1) >= 0
      for (let index = 1; index < ids.length; index++)
        if (wordIds?.[index] === wordIds?.[index - 1]) expect(chosen(index)).toBe(chosen(index - 1))
    }
  })

  test('have a word of several pieces, which is masked whole', () => {
    const [{ ids, wordIds } = { ids: Int32Array.of() }] = sequences(tokenizer, ['unbelievable'], 40)
    expect(ids.length).toBeGreaterThan(4)
    expect([...new Set(Array.from(wordIds ?? []).slice(1, -1))]).toEqual([0])
  })
})

test('sequences of a tokenizer whose tokens tell words hold ids alone', async () => {
  const found = sequences(await named('wordpiece'), ['playing unbelievable'], 40)
  expect(found.map((each) => Object.keys(each))).toEqual([['id', 'ids']])
})

test('words of characters are masked whole', async () => {
  const tokenizer = await named('character')
  const [{ ids, wordIds } = { ids: Int32Array.of() }] = sequences(tokenizer, ['abc de'], 40)
  expect(Array.from(wordIds ?? [])).toEqual([-1, 0, 0, 0, 1, 2, 2, -1])
  const options = { tokenizer, strategy: strategyNamed('whole-word'), rate: 0.5, wordIds }
  const { labels } = maskSequence(ids, { ...options, random: random(1) })
  const chosen = Array.from(labels, (label) => label >= 0)
  expect(new Set(chosen.slice(1, 4)).size).toBe(1)
})
