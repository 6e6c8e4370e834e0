/** Every device gives for every op what plain arithmetic gives. */
import { cpu, type Device, liveTensors, reference } from '@cloze/tensor'
import { test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { casesFor } from './all-cases.ts'
import { check } from './check.ts'
import { precisionOf } from './precision.ts'
import { skips } from './skips.ts'

const devices: readonly Device[] = [...new Set([reference, cpu])]

let before = 0
beforeEach(() => {
  before = liveTensors()
})
afterEach(() => {
  expect(liveTensors()).toBe(before)
})

for (const device of devices)
  describe(device.name, () => {
    for (const { name, calls } of casesFor(device)) {
      const skip = skips.find((each) => each.device === device.name && each.op === name)
      if (skip) test.skip(`${name}: ${skip.reason}`)
      else
        test.prop([calls], { numRuns: 60 })(`${name} gives what plain arithmetic gives`, async (call) => {
          await check(device, call, precisionOf(device))
        })
    }
  })
