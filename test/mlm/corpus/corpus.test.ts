import { corpusSource, memoryCorpus, textCorpus } from '@cloze/mlm'
import { CorpusError, deduplicate, firstSeen, lowerCase } from '@cloze/mlm/corpus'
import { sequences } from '@cloze/mlm/data'
import { tokenizerKinds, trainTokenizer, trainWordLevel } from '@cloze/mlm/tokenizer'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { all, file } from './files.ts'

const few = fc.array(fc.constantFrom('a', 'b', 'A', 'c d', 'é', 'e\u0301'))

describe('duplicates', () => {
  test.prop([few])('are the later ones of equal documents', async (documents) => {
    let left = 0
    const kept = await all(
      deduplicate(memoryCorpus(documents).documents(), () => {
        left += 1
      }),
    )
    expect(kept).toEqual([...new Set(documents)])
    expect(left).toBe(documents.length - kept.length)
  })

  test('are found among more documents than the table of hashes begins with', async () => {
    const isFirst = await firstSeen()
    const texts = Array.from({ length: 20_000 }, (_, number) => `document ${number}`)
    expect(texts.every(isFirst)).toBe(true)
    expect(texts.some(isFirst)).toBe(false)
  })
})

describe('a corpus', () => {
  const files = [file('a.txt', 'The cat\n\nthe CAT\n\n!'), file('b.txt', 'the cat\n\nA dog')]

  test('is read again and again, the same each time', async () => {
    const corpus = textCorpus(files, { preprocess: lowerCase, deduplicate: true })
    const expected = ['the cat', '!', 'a dog']
    expect(await all(corpus.documents())).toEqual(expected)
    expect(await all(corpus.documents())).toEqual(expected)
  })

  test('has no document of which preprocessing leaves nothing', async () => {
    const corpus = textCorpus(files, { preprocess: (text) => text.replace(/cat/i, '').replace(/^the/i, ' ') })
    expect(await all(corpus.documents())).toEqual(['!', 'A dog'])
  })

  test('without a word is an error that names the file, or how many there are', async () => {
    const bare = file('bare.txt', '\u200b\n\n\u00ad')
    await expect(all(textCorpus([bare]).documents())).rejects.toThrow(CorpusError)
    await expect(all(textCorpus([bare]).documents())).rejects.toThrow('bare.txt: no words')
    await expect(all(textCorpus([bare, bare]).documents())).rejects.toThrow('2 files: no words')
  })

  test.prop([few.filter((documents) => documents.length > 0)])(
    'gives the vocabulary and the sequences that its documents in memory give',
    async (documents) => {
      const corpus = memoryCorpus(documents)
      const tokenizer = trainWordLevel(documents, { vocabularySize: 9 })
      expect(
        (await trainTokenizer(corpus.documents(), tokenizerKinds.word({ vocabularySize: 9 }))).files(),
      ).toEqual(tokenizer.files())
      const source = await corpusSource(
        { training: corpus, validation: corpus },
        { tokenizer: 'word', vocabularySize: 9, sequenceLength: 3 },
      )
      expect(source.training).toEqual(sequences(tokenizer, documents, 3))
      expect(source.validation).toEqual(source.training)
      expect(source.test).toBeUndefined()
    },
  )
})
