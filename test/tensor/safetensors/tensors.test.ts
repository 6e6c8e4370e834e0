import { liveTensors, reference, tensor } from '@cloze/tensor'
import {
  loadSafetensors,
  SafetensorsError,
  saveSafetensors,
  writeSafetensors,
} from '@cloze/tensor/safetensors'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { swept } from '../../swept.ts'

swept()

const floats = fc.array(fc.float({ noNaN: true }), { maxLength: 6 })

test.prop([
  fc.dictionary(
    fc.string().filter((name) => name !== '__metadata__'),
    floats,
    { maxKeys: 4 },
  ),
])('what was saved is loaded, on whichever device, to the bit', async (lists) => {
  const tensors = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, tensor(list)]))
  const bytes = await saveSafetensors(tensors)
  for (const options of [{}, { device: reference }]) {
    const found = loadSafetensors(bytes, options)
    expect(new Set(Object.keys(found))).toEqual(new Set(Object.keys(lists)))
    for (const [name, list] of Object.entries(lists)) {
      expect(found[name]?.shape).toEqual([list.length])
      expect(Array.from((await found[name]?.data()) ?? [])).toEqual(list)
    }
  }
})

test('a scalar and an empty tensor keep their shapes', async () => {
  const bytes = await saveSafetensors({ one: tensor(3), none: tensor(new Float32Array(), { shape: [0, 2] }) })
  const { one, none } = loadSafetensors(bytes)
  expect([one?.shape, none?.shape]).toEqual([[], [0, 2]])
})

test('whole numbers are refused, written or read, and nothing is left of the rest', async () => {
  const ids = tensor([1], 'int32')
  await expect(saveSafetensors({ ids })).rejects.toThrow(
    new SafetensorsError('tensor "ids": int32, should be of floats'),
  )
  const file = writeSafetensors([{ name: 'ids', shape: [1], values: Float32Array.of(1) }])
  const text = Buffer.from(file).toString('latin1').replace('F32', 'I32')
  const before = liveTensors()
  expect(() => loadSafetensors(Buffer.from(text, 'latin1'))).toThrow(
    'tensor "ids" has dtype I32, which can\'t be read; it should be F32, F16, BF16 or F64',
  )
  expect(liveTensors()).toBe(before)
})
