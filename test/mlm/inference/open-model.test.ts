/** A model folder is opened wherever it lies: here, in memory, as in a page. */
import { BertForMaskedLM, savePretrained } from '@cloze/bert'
import { fillMask, memoryStorage, openModelFolder, type Storage, saveTokenizer, wordLevel } from '@cloze/mlm'
import { ModelFolderError } from '@cloze/mlm/inference'
import { expect, test } from 'vitest'

const tokenizer = wordLevel(['the', 'cat', 'sleeps'])

async function stored(vocabSize = tokenizer.vocabularySize, padTokenId = 0): Promise<Storage> {
  const storage = memoryStorage()
  const model = new BertForMaskedLM(
    {
      vocabSize,
      hiddenSize: 8,
      numHiddenLayers: 1,
      numAttentionHeads: 2,
      intermediateSize: 16,
      maxPositionEmbeddings: 8,
      padTokenId,
    },
    { seed: 1 },
  )
  await savePretrained(storage, model)
  model.dispose()
  await saveTokenizer(storage, tokenizer)
  return storage
}

test('what is opened predicts', async () => {
  const opened = await openModelFolder(await stored())
  expect(opened.config.vocabSize).toBe(tokenizer.vocabularySize)
  const model = await opened.load()
  const [found = []] = await fillMask(model, opened.tokenizer, 'the [MASK] sleeps', { topK: 3 })
  model.dispose()
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a))
  expect(found).toHaveLength(3)
})

test.each(['config.json', 'model.safetensors', 'tokenizer.json'])(
  'a folder without %s is none',
  async (file) => {
    const whole = await stored()
    const lacking: Storage = { ...whole, exists: async (name) => name !== file && whole.exists(name) }
    await expect(openModelFolder(lacking)).rejects.toThrow(
      new ModelFolderError(`is not a model folder: it has no ${file}`),
    )
  },
)

test('a tokenizer of another vocabulary than the model has is an error with both sizes', async () => {
  await expect(openModelFolder(await stored(20))).rejects.toThrow(
    new ModelFolderError('config.json has a vocabulary of 20, its tokenizer one of 8'),
  )
})

test('another id of the padding is told, and nothing else', async () => {
  const notes: string[] = []
  const opened = await openModelFolder(await stored(8, 3), { onNote: (note) => notes.push(note) })
  const model = await opened.load()
  model.dispose()
  expect(notes).toEqual([expect.stringContaining('config.json has the pad_token_id 3, but [PAD] is 0')])
})
