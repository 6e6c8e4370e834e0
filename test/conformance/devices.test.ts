/** `reference` and `cpu` give for every op what plain arithmetic gives; test/gpu/conformance.test.ts has the GPU. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { hostDevices } from '../host-devices.ts'
import { casesFor } from './all-cases.ts'
import { check } from './check.ts'
import { expectFound, type Tallies } from './mutations.ts'
import { precisionOfOp } from './precision.ts'
import { skips } from './skips.ts'

eachLeavesNoTensor()

for (const device of hostDevices)
  describe(device.name, () => {
    for (const { name, calls } of casesFor(device)) {
      const skip = skips.find((each) => each.device === device.name && each.op === name)
      if (skip) test.skip(`${name}: ${skip.reason}`)
      else
        test(`${name} gives what plain arithmetic gives, and no mutant does`, async () => {
          const tallies: Tallies = new Map()
          const property = fc.asyncProperty(calls, async (call) => {
            await check(device, call, precisionOfOp(device, name), tallies)
          })
          await fc.assert(property, { numRuns: 60, endOnFailure: true })
          expectFound(tallies)
          expect(tallies.size).toBeGreaterThan(0)
        })
    }
  })
