import {
  BertForMaskedLM,
  BertModel,
  fromPretrained,
  loadPretrained,
  PretrainedError,
  savePretrained,
} from '@cloze/bert'
import { describe, expect, test } from 'vitest'
import { models } from '../../../packages/bert/src/pretrained/architectures.ts'
import { memory } from '../memory.ts'
import { small } from '../small.ts'
import { folderOf } from '../weight-folders.ts'

for (const model of models)
  describe(model.name, () => {
    async function saved() {
      const files = memory()
      const made = new model(small, { seed: 2 })
      await savePretrained(files, made)
      made.dispose()
      return files
    }

    test('comes back from its folder as what it was, and is written again to the same bytes', async () => {
      const files = await saved()
      const again = await fromPretrained(files)
      expect(again).toBeInstanceOf(model)
      const copy = memory()
      await savePretrained(copy, again)
      again.dispose()
      expect(copy.files).toEqual(files.files)
    })

    test('is named in its config.json by the first of its names', async () => {
      const { architectures } = JSON.parse(String(Buffer.from(await (await saved()).read('config.json'))))
      expect(architectures).toEqual([model.architectures[0]])
    })
  })

describe('a folder is opened as what architectures names', () => {
  for (const architectures of [
    undefined,
    null,
    [],
    ['BertForMaskedLM'],
    ['BertForPreTraining'],
    ['Mine', 'BertForMaskedLM'],
    ['BertForMaskedLM', 'BertModel'],
  ])
    test(`a masked language model where it is ${JSON.stringify(architectures)}`, async () => {
      const files = await folderOf('untied', { architectures })
      for (const open of [fromPretrained, loadPretrained]) {
        const model = await open(files)
        expect(model).toBeInstanceOf(BertForMaskedLM)
        model.dispose()
      }
    })

  test('one that is not known is refused in a line that names it and says which are', async () => {
    const files = await folderOf('untied', { architectures: ['BertOfMine'] })
    for (const open of [fromPretrained, loadPretrained])
      await expect(open(files)).rejects.toThrow(
        new PretrainedError(
          `config.json: architectures is ["BertOfMine"], should be one of ${models.flatMap((model) => model.architectures).join(', ')}`,
        ),
      )
  })

  test('architectures that are no list of names are refused', async () => {
    for (const architectures of ['BertModel', [1], 5])
      await expect(
        folderOf('untied', { architectures }).then((files) => fromPretrained(files)),
      ).rejects.toThrow(
        `config.json: architectures is ${JSON.stringify(architectures)}, should be a list of names`,
      )
  })

  test('another kind of model is told by its model_type first', async () => {
    const files = await folderOf('untied', { model_type: 'roberta', architectures: ['RobertaForMaskedLM'] })
    await expect(fromPretrained(files)).rejects.toThrow(
      'config.json: model_type is "roberta", should be "bert"',
    )
  })
})

describe('where a masked language model is wanted', () => {
  test('an encoder alone is refused, in a line', async () => {
    const files = memory()
    const encoder = new BertModel(small)
    await savePretrained(files, encoder)
    encoder.dispose()
    await expect(loadPretrained(files)).rejects.toThrow(
      new PretrainedError(
        'config.json: architectures names BertModel, which predicts no token; a masked language model is needed: BertForMaskedLM or BertForPreTraining',
      ),
    )
  })

  test('the weights of one are enough, though the config names its encoder', async () => {
    const model = await loadPretrained(await folderOf('untied', { architectures: ['BertModel'] }))
    expect(model).toBeInstanceOf(BertForMaskedLM)
    model.dispose()
  })
})
