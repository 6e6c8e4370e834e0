import { full, tensor, zeros } from '@cloze/tensor'
import { host, spec } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

test('a tensor of one element has an item, any other has none', async () => {
  const [one, two] = [full([1, 1], 7), zeros([2])]
  expect(await one.item()).toBe(7)
  await expect(two.item()).rejects.toThrow('item: needs one element, but the shape is [2]')
  one.dispose()
  two.dispose()
})

test.prop([fc.float32Array({ maxLength: 40 })])(
  'float32 values come back from both devices as they went',
  async (values) => {
    for (const device of hostDevices) {
      const x = tensor(values, { device })
      expect([...(await x.data())]).toEqual([...values])
      x.dispose()
    }
  },
)

test.prop([fc.int32Array({ maxLength: 40 })])(
  'int32 values come back as they went, and stay known on the host',
  async (values) => {
    for (const device of hostDevices) {
      const x = tensor(values, { device })
      expect(x.dtype).toBe('int32')
      expect([...(await x.data())]).toEqual([...values])
      expect(x[spec].host).toEqual(values)
      x.dispose()
    }
  },
)

test('values given are copied: changing them afterwards changes nothing', async () => {
  const values = Int32Array.of(1, 2)
  const x = tensor(values)
  values[0] = 9
  expect([...(await x.data())]).toEqual([1, 2])
  expect([...(x[host] ?? [])]).toEqual([1, 2])
  const read = await x.data()
  read[1] = 9
  expect([...(await x.data())]).toEqual([1, 2])
  x.dispose()
})

test('an editor offers of a tensor what a program that computes needs', () => {
  const x = tensor([1])
  const names = new Set<string>()
  for (let at: object = x; at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  const offered = 'alias constructor data device dispose disposed dtype item shape toArray toString'
  expect([...names].sort().join(' ')).toBe(offered)
  x.dispose()
})
