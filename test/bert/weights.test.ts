import { BertForMaskedLM, loadPretrained, PretrainedError, savePretrained } from '@cloze/bert'
import { readSafetensors } from '@cloze/tensor/safetensors'
import { describe, expect, test } from 'vitest'
import { drawnBut } from './drawn-values.ts'
import {
  apart,
  BIAS,
  DECODER,
  expected,
  fixture,
  folderOf,
  logitsOf,
  opened,
  put,
  type Tensors,
  WORDS,
} from './weight-folders.ts'

describe('float types', () => {
  test('bfloat16 weights are read as they are', async () => {
    const folder = await folderOf('untied')
    await folder.write('model.safetensors', await fixture('models/bf16.safetensors'))
    const { model } = await opened(folder)
    expect(apart(await logitsOf(model), expected.bf16)).toBeLessThan(2e-5)
    model.dispose()
  })

  test('become float32 as PyTorch makes them, to the bit', async () => {
    const { tensors } = readSafetensors(await fixture('models/dtypes.safetensors'))
    const bits = (name: string) => [
      ...new Uint32Array(tensors.get(name)?.values.slice().buffer ?? new ArrayBuffer()),
    ]
    for (const dtype of ['F16', 'BF16', 'F64']) {
      expect(bits(dtype)).toHaveLength(8)
      expect(bits(dtype)).toEqual(bits(`${dtype} as F32`))
    }
  })

  test('that are not read are named', async () => {
    const folder = await folderOf('untied', {}, (tensors) => tensors.delete(BIAS))
    const header = (dtype: string, name: string) => {
      const bytes = folder.files.get('model.safetensors') ?? new Uint8Array()
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
      const entries = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
      const end = bytes.length - 8 - length
      const size = dtype === 'I64' ? 240 : 30
      entries[name] = { dtype, shape: [30], data_offsets: [end, end + size] }
      const text = new TextEncoder().encode(JSON.stringify(entries))
      const file = new Uint8Array(8 + text.length + end + size)
      new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
      file.set(text, 8)
      file.set(bytes.subarray(8 + length), 8 + text.length)
      return {
        ...folder,
        read: async (file_: string) => (file_ === 'config.json' ? folder.read(file_) : file),
      }
    }
    for (const dtype of ['F8_E4M3', 'F8_E5M2', 'U8', 'I8', 'I64'])
      await expect(loadPretrained(header(dtype, BIAS))).rejects.toThrow(
        new PretrainedError(
          `model.safetensors: ${BIAS} has dtype ${dtype}, which can't be read; it should be F32, F16, BF16 or F64`,
        ),
      )
    await expect(loadPretrained(header('U8', 'bert.quantised'))).rejects.toThrow(
      'model.safetensors: 1 unexpected key: bert.quantised: the model that config.json describes has none such; 1 missing key: cls.predictions.bias',
    )
  })
})

describe('weights that are no finite numbers', () => {
  test('are an error that says which, how many, and where the first is', async () => {
    const folder = await folderOf('nan')
    await expect(loadPretrained(folder)).rejects.toThrow(PretrainedError)
    await expect(loadPretrained(folder)).rejects.toThrow(
      /^model\.safetensors: \S+ holds .* of \d+ that .*: the first is NaN, at \[\d+(,\d+)?\]$/,
    )
  })

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    test(`${value}, in any place`, async () => {
      const change = (tensors: Tensors) => tensors.get(WORDS)?.values.set([value, 1, value], 16 * 7 + 5)
      await expect(folderOf('untied', {}, change).then((folder) => loadPretrained(folder))).rejects.toThrow(
        `model.safetensors: ${WORDS} holds 2 values of 480 that are no finite numbers: the first is ${value}, at [7,5]`,
      )
    })

  test('are not written over a model that is there', async () => {
    const folder = await folderOf('untied')
    const before = new Map(folder.files)
    const settings = {
      vocabSize: 11,
      hiddenSize: 4,
      numHiddenLayers: 1,
      numAttentionHeads: 1,
      intermediateSize: 4,
      maxPositionEmbeddings: 4,
    }
    const lost = new Map([[BIAS, new Float32Array(11).fill(Number.NaN, 4, 5)]])
    const model = new BertForMaskedLM(settings, {}, await drawnBut(settings, lost))
    await expect(savePretrained(folder, model)).rejects.toThrow(
      `${BIAS} holds a value of 11 that is no finite number: the first is NaN, at [4]; the model isn't written`,
    )
    expect(folder.files).toEqual(before)
    model.dispose()
  })
})

describe('no tensor is dropped without a word', () => {
  const wrong: [what: string, change: (tensors: Tensors) => unknown, says: string][] = [
    [
      'layers beyond those of the config',
      (tensors) => put(tensors, 'bert.encoder.layer.1.output.dense.bias', new Float32Array(16)),
      '1 unexpected key: bert.encoder.layer.1.output.dense.bias: the model that config.json describes has none such',
    ],
    [
      'a parameter with and without its prefix',
      (tensors) => put(tensors, 'embeddings.LayerNorm.bias', new Float32Array(16)),
      '1 unexpected key: embeddings.LayerNorm.bias',
    ],
    [
      'a parameter under its old name and its new one',
      (tensors) => put(tensors, 'bert.embeddings.LayerNorm.beta', new Float32Array(16)),
      'bert.embeddings.LayerNorm.beta and bert.embeddings.LayerNorm.bias are the same parameter',
    ],
    [
      'a bare encoder',
      (tensors) => {
        for (const [name, stored] of [...tensors]) {
          tensors.delete(name)
          if (name.startsWith('bert.')) tensors.set(name.slice(5), stored)
        }
      },
      /^model\.safetensors: 21 unexpected keys: .*; 26 missing keys: .*, …$/.source,
    ],
    [
      'a decoder of another vocabulary',
      (tensors) => tensors.set(DECODER, { shape: [31, 16], values: new Float32Array(31 * 16) }),
      `${DECODER} has shape [31,16], but config.json makes it [30,16]`,
    ],
  ]
  for (const [what, change, says] of wrong)
    test(what, async () => {
      const folder = await folderOf('untied', {}, change)
      const pattern = says.startsWith('^') ? new RegExp(says) : says
      await expect(loadPretrained(folder)).rejects.toThrow(pattern)
    })
})
