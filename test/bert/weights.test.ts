import { readFile } from 'node:fs/promises'
import { gradients } from '@cloze/autograd'
import {
  BertForMaskedLM,
  loadPretrained,
  PretrainedError,
  readSafetensors,
  type StoredTensor,
  savePretrained,
  writeSafetensors,
} from '@cloze/bert'
import { disposeOf, reference, scope } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'

const fixture = (name: string) => readFile(new URL(`../fixtures/${name}`, import.meta.url))
const { ids, logits: expected } = z
  .object({ ids: z.array(z.number()), logits: z.record(z.string(), z.array(z.number())) })
  .parse(JSON.parse(String(await fixture('models.json'))))

const WORDS = 'bert.embeddings.word_embeddings.weight'
const DECODER = 'cls.predictions.decoder.weight'
const BIAS = 'cls.predictions.bias'
const DECODER_BIAS = 'cls.predictions.decoder.bias'

type Tensors = Map<string, StoredTensor>

/** A folder in memory with weights and settings that a test changed. */
async function folderOf(
  weights: string,
  settings: object = {},
  change: (tensors: Tensors) => unknown = () => {},
) {
  const { tensors } = readSafetensors(await fixture(`models/${weights}.safetensors`))
  change(tensors)
  const config = { ...JSON.parse(String(await fixture('models/config.json'))), ...settings }
  const files = new Map<string, Uint8Array>([
    ['config.json', new TextEncoder().encode(JSON.stringify(config))],
    ['model.safetensors', writeSafetensors([...tensors].map(([name, stored]) => ({ name, ...stored })))],
  ])
  return {
    files,
    read: async (name: string) => files.get(name) ?? Promise.reject(new Error(`no ${name}`)),
    write: async (name: string, bytes: Uint8Array) => void files.set(name, bytes),
  }
}

type Folder = Awaited<ReturnType<typeof folderOf>>

async function opened(folder: Folder) {
  const notes: string[] = []
  const model = await loadPretrained(folder, { device: reference, onNote: (note) => notes.push(note) })
  return { model, notes }
}

const batch = {
  batchSize: 1,
  sequenceLength: ids.length,
  inputIds: Int32Array.from(ids),
  attentionMask: new Int32Array(ids.length).fill(1),
  tokenTypeIds: new Int32Array(ids.length),
}

async function logitsOf(model: BertForMaskedLM): Promise<number[]> {
  const logits = scope(() => model.forward(batch, { logits: 'all' }).logits.value)
  try {
    return [...(await logits.data())]
  } finally {
    logits.dispose()
  }
}

/** How far two lists of logits are apart, at most. */
const apart = (a: readonly number[], b: readonly number[] = []) =>
  a.length === b.length
    ? Math.max(...a.map((value, place) => Math.abs(value - (b[place] ?? Number.NaN))))
    : Number.NaN

const put = (tensors: Tensors, name: string, values: Float32Array) =>
  tensors.set(name, { shape: [values.length], values })
const ramp = (tensors: Tensors) =>
  put(
    tensors,
    DECODER_BIAS,
    Float32Array.from({ length: 30 }, (_, place) => place / 8 - 2),
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
    const rows = async (place: number) => {
      const values = [...((await found[place]?.data()) ?? [])]
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
    const values = new Map([[BIAS, new Float32Array(11).fill(Number.NaN, 4, 5)]])
    const model = new BertForMaskedLM(
      {
        vocabSize: 11,
        hiddenSize: 4,
        numHiddenLayers: 1,
        numAttentionHeads: 1,
        intermediateSize: 4,
        maxPositionEmbeddings: 4,
      },
      {},
      values,
    )
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
