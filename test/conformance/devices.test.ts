/** Every device gives for every op what plain arithmetic gives. */
import { cpu, type Device, liveTensors, reference, scope, type Tensor } from '@cloze/tensor'
import { test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Call } from './case.ts'
import { plainCases } from './cases.ts'
import { expectClose, unitOf } from './close.ts'
import { elementwiseCases } from './elementwise-cases.ts'
import { fusedCases } from './fused-cases.ts'
import { fromTensor, toTensor } from './plain.ts'
import { skips } from './skips.ts'

const devices: readonly Device[] = [...new Set([reference, cpu])]

async function check(device: Device, { inputs, run, expected, units }: Call): Promise<void> {
  const tensors = inputs.map((input) => toTensor(input, device))
  const results: readonly Tensor[] = scope(() => [run(tensors)].flat())
  try {
    const found = await Promise.all(results.map(fromTensor))
    const wanted = [expected].flat()
    expect(found.length).toBe(wanted.length)
    wanted.forEach((plain, output) => {
      expectClose(
        found[output],
        plain,
        unitOf(device),
        output === 0 || typeof units === 'number' ? units : undefined,
      )
    })
  } finally {
    for (const each of new Set([...tensors, ...results])) each.dispose()
  }
}

let before = 0
beforeEach(() => {
  before = liveTensors()
})
afterEach(() => {
  expect(liveTensors()).toBe(before)
})

for (const device of devices)
  describe(device.name, () => {
    for (const { name, calls } of [...elementwiseCases(device), ...plainCases, ...fusedCases]) {
      const skip = skips.find((each) => each.device === device.name && each.op === name)
      if (skip) test.skip(`${name}: ${skip.reason}`)
      else
        test.prop([calls], { numRuns: 60 })(`${name} gives what plain arithmetic gives`, (call) =>
          check(device, call),
        )
    }
  })
