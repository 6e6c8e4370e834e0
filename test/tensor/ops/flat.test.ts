import { scope, type Tensor, tensor, tensorsToVector, vectorToTensors } from '@cloze/tensor'
import { part, sizeOf, writable } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

const shapes = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 5 })

for (const device of hostDevices)
  describe(device.name, () => {
    const counting = (shape: readonly number[], from: number): Tensor =>
      tensor(
        Float64Array.from({ length: sizeOf(shape) }, (_, i) => from + i),
        { shape, device },
      )

    test.prop([shapes])('what is laid flat and taken apart again is what it was', async (all) => {
      const tensors = all.map((shape, index) => counting(shape, 100 * index))
      const buffer = tensorsToVector(tensors)
      const parts = vectorToTensors(buffer, all)
      expect(parts.map(({ shape }) => shape)).toEqual(all)
      for (const [index, part] of parts.entries())
        expect(await part.data()).toEqual(await tensors[index]?.data())
      for (const each of [...tensors, buffer, ...parts]) each.dispose()
    })

    test('the memory lives as long as a part of it', async () => {
      const buffer = tensor([1, 2, 3], { device })
      const [first, second] = vectorToTensors(buffer, [[2], []])
      buffer.dispose()
      first?.dispose()
      expect(await second?.item()).toBe(3)
      expect(second?.[writable]()).toBe(true)
      second?.dispose()
    })

    test('a part reaches no further than its tensor', () => {
      scope(() => {
        const x = tensor([[1, 2, 3]], { device })
        const own = x[part](1, [2])
        expect(() => own[part](1, [2])).toThrow(
          new RangeError('part: [2] from element 1 on is not within the 2 of [2]'),
        )
        expect(() => x[part](-1, [])).toThrow(RangeError)
        expect(() => x[part](0.5, [1])).toThrow(RangeError)
      })
    })
  })

test('shapes that are not those of the buffer are refused', () => {
  scope(() => {
    expect(() => vectorToTensors(tensor([1, 2, 3]), [[2], [2]])).toThrow(
      'vectorToTensors: [2], [2] have 4 elements, but [3] has 3',
    )
    expect(() => tensorsToVector([])).toThrow('tensorsToVector: needs at least one tensor')
  })
})
