import { gradients, parameter } from '@cloze/autograd'
import { cast, DtypeError, gather, mul, sum, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../../host-devices.ts'
import { swept } from '../../swept.ts'

swept()

for (const device of hostDevices)
  describe(device.name, () => {
    test('floats are cut off toward zero', async () => {
      const x = tensor([1.9, -1.9, 0.5, -0.5, 2 ** 24 + 2, -0], { device })
      const found = await cast(x, 'int32').data()
      expect(found).toEqual(Int32Array.of(1, -1, 0, 0, 2 ** 24 + 2, 0))
    })

    test('NaN gives 0, and what is out of range the nearest whole number that float32 has', async () => {
      const x = tensor([Number.NaN, Infinity, -Infinity, 3e9, -3e9], { device })
      const [low, high] = [-(2 ** 31), 2 ** 31 - 128]
      expect(await cast(x, 'int32').data()).toEqual(Int32Array.of(0, high, low, high, low))
    })

    test('whole numbers become floats, and an operand of its own type is as it was', async () => {
      const floats = cast(tensor(Int32Array.of(1, -2), { device }), 'float')
      expect(floats.dtype).toBe(device.floatType)
      expect(Array.from(await floats.data())).toEqual([1, -2])
      expect(Array.from(await cast(floats, 'float').data())).toEqual([1, -2])
    })

    test('a row is repeated, and what is cast is looked up with', async () => {
      const ids = cast(tensor([[1.2], [0.7]], { device }), 'int32')
      expect(Array.from(await gather(tensor([5, 6], { device }), ids).data())).toEqual([6, 5])
      expect(cast(tensor([], { device }), 'int32').shape).toEqual([0])
    })

    test('a gradient passes from floats to floats alone', async () => {
      const x = parameter(tensor([1.5, 2.5], { device }))
      const y = mul(cast(x, 'float'), cast(x, 'int32'))
      const [dx] = gradients(sum(y), [x])
      expect(Array.from(await dx.data())).toEqual([1, 2])
    })
  })

test('another type is an error that names both', () => {
  const wrong: unknown = 'float64'
  expect(() => cast(tensor([1]), wrong as 'float')).toThrow(
    new DtypeError("cast: there is no type float64; it is 'float' or 'int32'"),
  )
})
