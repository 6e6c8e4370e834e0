import { gradients } from '@cloze/autograd'
import { savePretrained } from '@cloze/bert'
import { disposeOf, scope } from '@cloze/tensor'
import { readSafetensors } from '@cloze/tensor/safetensors'
import { describe, expect, test } from 'vitest'
import {
  apart,
  BIAS,
  batch,
  DECODER,
  DECODER_BIAS,
  expected,
  folderOf,
  ids,
  logitsOf,
  opened,
  put,
  type Tensors,
  WORDS,
} from '../weight-folders.ts'

const ramp = (tensors: Tensors) =>
  put(
    tensors,
    DECODER_BIAS,
    Float32Array.from({ length: 30 }, (_, index) => index / 8 - 2),
  )

describe('a decoder is what the file holds, whatever tie_word_embeddings says', () => {
  for (const tie of [true, false, undefined])
    test(`one that differs from the embeddings stays so, where it says ${tie}; saved, it comes back`, async () => {
      const { model, notes } = await opened(await folderOf('untied', { tie_word_embeddings: tie }))
      expect(model.config.tieWordEmbeddings).toBe(false)
      const logits = await logitsOf(model)
      expect(apart(logits, expected.untied)).toBeLessThan(2e-5)
      expect(notes).toEqual(
        tie === false
          ? []
          : [`model.safetensors: ${DECODER} differs from the word embeddings, so it is not tied to them`],
      )

      const again = await folderOf('untied')
      await savePretrained(again, model)
      model.dispose()
      expect(JSON.parse(new TextDecoder().decode(again.files.get('config.json')))).toMatchObject({
        tie_word_embeddings: false,
        dtype: 'float32',
      })
      const saved = readSafetensors(await again.read('model.safetensors')).tensors
      expect(saved.get(DECODER_BIAS)).toEqual(saved.get(BIAS))
      const second = await opened(again)
      expect(await logitsOf(second.model)).toEqual(logits)
      expect(second.notes).toEqual([])
      second.model.dispose()
    })

  const gone = (tensors: Tensors) => tensors.delete(DECODER)
  const equal = (tensors: Tensors) =>
    tensors.set(DECODER, tensors.get(WORDS) ?? { shape: [], values: new Float32Array(1) })
  for (const [tie, changes] of [
    [true, [gone, equal]],
    [false, [equal]],
    [undefined, [gone, equal]],
  ] as const)
    test(`one that equals the embeddings${tie === false ? '' : ", or isn't there,"} is tied where it says ${tie}`, async () => {
      for (const change of changes) {
        const { model } = await opened(await folderOf('untied', { tie_word_embeddings: tie }, change))
        expect(model.config.tieWordEmbeddings).toBe(true)
        expect(apart(await logitsOf(model), expected['no decoder'])).toBeLessThan(2e-5)
        model.dispose()
      }
    })

  test('one that is missing is an error where it says false', async () => {
    await expect(opened(await folderOf('untied', { tie_word_embeddings: false }, gone))).rejects.toThrow(
      `model.safetensors: has no ${DECODER}, though config.json has tie_word_embeddings false`,
    )
  })

  test('embeddings that are not there are the decoder', async () => {
    const { model } = await opened(await folderOf('untied', {}, (tensors) => tensors.delete(WORDS)))
    expect(apart(await logitsOf(model), expected['no word embeddings'])).toBeLessThan(2e-5)
    model.dispose()
  })

  test('training changes an untied decoder and the embeddings, each by its own gradient', async () => {
    const { model } = await opened(await folderOf('untied'))
    const [words, decoder] = [model.parameters().get(WORDS), model.parameters().get(DECODER)]
    if (!words || !decoder) throw new Error('no such parameters')
    const labels = new Int32Array(ids.length).fill(-100).with(3, 9)
    const found = scope(() => {
      const { loss } = model.loss({ ...batch, labels }, { positions: 'labelled' })
      return gradients(loss, [words, decoder])
    })
    const rows = async (index: number) => {
      const values = [...((await found[index]?.data()) ?? [])]
      return Array.from({ length: 30 }, (_, row) =>
        values.slice(16 * row, 16 * (row + 1)).some((value) => value !== 0),
      )
    }
    expect((await rows(0)).flatMap((moved, row) => (moved ? [row] : []))).toEqual(
      [...new Set(ids)].sort((a, b) => a - b),
    )
    expect(await rows(1)).toEqual(new Array(30).fill(true))
    disposeOf(found)
    model.dispose()
  })
})

describe('the bias of the decoder', () => {
  test('of two names that differ is the decoder’s, as transformers has it, and that is said', async () => {
    const { model, notes } = await opened(await folderOf('untied', { tie_word_embeddings: false }, ramp))
    expect(apart(await logitsOf(model), expected['two biases'])).toBeLessThan(2e-5)
    expect(apart(await logitsOf(model), expected['untied, and said'])).toBeLessThan(2e-5)
    expect(notes).toEqual([
      `model.safetensors: ${BIAS} and ${DECODER_BIAS} differ; the latter is used, as transformers does`,
    ])
    model.dispose()
  })

  test('may have the decoder’s name alone', async () => {
    const change = (tensors: Tensors) => {
      ramp(tensors)
      tensors.delete(DECODER)
      tensors.delete(BIAS)
    }
    const { model, notes } = await opened(await folderOf('untied', {}, change))
    expect(apart(await logitsOf(model), expected['no decoder, but its bias'])).toBeLessThan(2e-5)
    expect(notes).toEqual([])
    model.dispose()
  })
})
