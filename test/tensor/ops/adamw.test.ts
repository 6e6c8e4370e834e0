import { ShapeError, scope, tensor } from '@cloze/tensor'
import { adamW, adamWScalars } from '@cloze/tensor/extend'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../../host-devices.ts'

describe.each(hostDevices)('on $name', (device) => {
  test('a step of AdamW refuses what is not of the shape of the parameter, and settings that are no scalars', () => {
    scope(() => {
      const [three, two] = [tensor([1, 2, 3], { device }), tensor([1, 2], { device })]
      const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
      const scalars = adamWScalars({ ...settings, correction1: 0.1, correction2: 0.001 }, device)
      const moments = { first: three, second: three }
      expect(() => adamW(three, two, moments, scalars)).toThrow(
        new ShapeError('adamW: gradient of a parameter of [3] has its shape, not [2]'),
      )
      expect(() => adamW(three, three, { ...moments, second: two }, scalars)).toThrow('adamW: second of')
      expect(() => adamW(three, three, moments, scalars, two)).toThrow(
        'adamW: scale and settings are scalars, not [2]',
      )
    })
  })
})
