import { BertForMaskedLM, ConfigError, loadPretrained, PretrainedError, savePretrained } from '@cloze/bert'
import { reference, scope } from '@cloze/tensor'
import { readSafetensors, SafetensorsError, writeSafetensors } from '@cloze/tensor/safetensors'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { memory } from '../memory.ts'
import { small } from '../small.ts'

async function saved(seed = 1) {
  const folder = memory()
  const model = new BertForMaskedLM(small, { seed })
  await savePretrained(folder, model)
  model.dispose()
  return folder
}

/** The folder with its weights under other names, or others beside them. */
async function changed(
  change: (tensors: Map<string, { shape: readonly number[]; values: Float32Array }>) => void,
) {
  const folder = await saved()
  const { tensors } = readSafetensors(await folder.read('model.safetensors'))
  change(tensors)
  await folder.write(
    'model.safetensors',
    writeSafetensors([...tensors].map(([name, stored]) => ({ name, ...stored }))),
  )
  return folder
}

eachLeavesNoTensor()

describe('a model folder', () => {
  test('is the same bytes for the same model, and others for another seed', async () => {
    const [one, two, other] = [await saved(), await saved(), await saved(2)]
    expect(one.files).toEqual(two.files)
    expect(one.files.get('model.safetensors')).not.toEqual(other.files.get('model.safetensors'))
  })

  test('loads to the same weights, bit for bit, on either device', async () => {
    const folder = await saved()
    for (const device of [undefined, reference]) {
      const model = await loadPretrained(folder, device ? { device } : {})
      const again = memory()
      await savePretrained(again, model)
      model.dispose()
      expect(again.files).toEqual(folder.files)
    }
  })

  test('of old checkpoints, with gamma and beta, loads', async () => {
    const folder = await changed((tensors) => {
      for (const [name, stored] of [...tensors]) {
        if (!name.includes('LayerNorm')) continue
        tensors.delete(name)
        tensors.set(name.replace(/weight$/, 'gamma').replace(/bias$/, 'beta'), stored)
      }
    })
    const model = await loadPretrained(folder)
    const again = memory()
    await savePretrained(again, model)
    model.dispose()
    expect(again.files.get('model.safetensors')).toEqual((await saved()).files.get('model.safetensors'))
  })

  test('may hold a pooler, a next-sentence head, and the decoder a second time', async () => {
    const folder = await changed((tensors) => {
      const one = { shape: [1], values: Float32Array.of(Number.NaN) } // not read, so not looked at
      tensors.set('bert.pooler.dense.bias', one)
      tensors.set('cls.seq_relationship.bias', one)
      const words = tensors.get('bert.embeddings.word_embeddings.weight')
      if (words) tensors.set('cls.predictions.decoder.weight', words)
    })
    const notes: string[] = []
    const model = await loadPretrained(folder, { onNote: (note) => notes.push(note) })
    expect(model.parameters().size).toBe(26)
    expect(notes).toEqual([
      'model.safetensors: left out, as a masked language model has no use for it: bert.pooler.dense.bias, cls.seq_relationship.bias',
    ])
    model.dispose()
  })
})

describe('a folder that is no model says what is wrong', () => {
  const name = 'bert.encoder.layer.0.output.dense.bias'

  test('a missing key', async () => {
    const folder = await changed((tensors) => void tensors.delete(name))
    await expect(loadPretrained(folder)).rejects.toThrow(
      new PretrainedError(`model.safetensors: 1 missing key: ${name}`),
    )
  })

  test('an unexpected key', async () => {
    const folder = await changed(
      (tensors) => void tensors.set('extra', { shape: [0], values: new Float32Array() }),
    )
    await expect(loadPretrained(folder)).rejects.toThrow(
      'model.safetensors: 1 unexpected key: extra: the model',
    )
  })

  test('a key of another shape', async () => {
    const folder = await changed(
      (tensors) => void tensors.set(name, { shape: [3], values: new Float32Array(3) }),
    )
    await expect(loadPretrained(folder)).rejects.toThrow(
      `${name} has shape [3], but config.json makes it [8]`,
    )
  })

  test('weights that are cut off', async () => {
    const folder = await saved()
    await folder.write('model.safetensors', (await folder.read('model.safetensors')).subarray(0, 300))
    await expect(loadPretrained(folder)).rejects.toThrow(SafetensorsError)
  })

  test('a config that is no JSON', async () => {
    const folder = await saved()
    await folder.write('config.json', new TextEncoder().encode('{'))
    await expect(loadPretrained(folder)).rejects.toThrow(ConfigError)
  })
})

describe('dropout', () => {
  const batch = {
    batchSize: 2,
    sequenceLength: 3,
    inputIds: Int32Array.of(1, 2, 3, 4, 5, 6),
    attentionMask: new Int32Array(6).fill(1),
    tokenTypeIds: new Int32Array(6),
  }

  test('is the same for the same step, another for another, and none where there is no step', async () => {
    const model = new BertForMaskedLM(small, { device: reference })
    const logitsAt = async (step: number | undefined) => {
      const dropout = step === undefined ? undefined : { seed: 1, step }
      const logits = scope(() => model.forward(batch, { logits: 'all', dropout }).logits.value)
      const values = await logits.data()
      logits.dispose()
      return values
    }
    expect(await logitsAt(1)).toEqual(await logitsAt(1))
    expect(await logitsAt(1)).not.toEqual(await logitsAt(2))
    expect(await logitsAt(undefined)).not.toEqual(await logitsAt(1))
    model.dispose()
  })
})
