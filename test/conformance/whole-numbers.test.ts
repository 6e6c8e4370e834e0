/** Whole numbers count as floats in every op, or are refused: on no device are their bits read as other numbers. */
import { DtypeError } from '@cloze/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { hostDevices } from '../host-devices.ts'
import { casesFor } from './all-cases.ts'
import { outputsOf } from './check.ts'
import type { Plain } from './plain.ts'

eachLeavesNoTensor()

/** Ops that are called as such, whose functions make floats of whole numbers; and what would mix the two in one tensor. */
const refusing = [
  ...['adamW', 'addLayerNorm', 'addLayerNormGradient', 'attentionGradient', 'concatenate', 'layerNorm'],
  ...[
    'layerNormGradient',
    'linear',
    'linearCrossEntropy',
    'packedAttentionGradient',
    'stack',
    'tensorsToVector',
  ],
]

const whole = (x: Plain): Plain => ({
  ...x,
  values: x.values.map((value) => Math.trunc(Math.min(Math.max(value || 0, -1000), 1000)) + 0),
})

for (const device of hostDevices)
  describe(device.name, () => {
    test('whole numbers give what floats of their values give, or the op says that it takes floats', async () => {
      const refused = new Set<string>()
      for (const { name, calls } of casesFor(device))
        for (const [index, call] of fc.sample(calls, { numRuns: 12, seed: 1 }).entries()) {
          const floats = call.inputs.map((each) => (each.dtype === 'int32' ? each : whole(each)))
          const mixed = floats.map(
            (each, place): Plain => ({
              ...each,
              dtype: index % 3 === 0 || (index + place) % 2 === 0 ? 'int32' : each.dtype,
            }),
          )
          const wanted = await outputsOf(device, { ...call, inputs: floats })
          try {
            const found = await outputsOf(device, { ...call, inputs: mixed })
            expect(
              found.map(({ shape, values }) => ({ shape, values: values.map((value) => value + 0) })),
              name,
            ).toEqual(
              wanted.map(({ shape, values }) => ({ shape, values: values.map((value) => value + 0) })),
            )
          } catch (error) {
            if (!(error instanceof DtypeError)) throw error
            expect(error.message).toMatch(/by cast\(x, 'float'\)$|can't join/)
            refused.add(name)
          }
        }
      expect([...refused].toSorted()).toEqual(refusing)
    })
  })
