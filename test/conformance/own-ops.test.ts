/** An op is its identity: no device and no derivative takes a user's op for one of the library's by its name. */
import { liveTensors } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../host-devices.ts'
import { ownOps, whatRan } from './own-ops.ts'

for (const device of hostDevices)
  describe(device.name, () => {
    test.each(ownOps)("a user's $title runs as it is written", async (own) => {
      const before = liveTensors()
      expect(await whatRan(own, device)).toEqual(own.wanted)
      expect(liveTensors()).toBe(before)
    })

    test('every fused kernel is of one of the names', () => {
      const names = new Set(ownOps.map(({ op }) => op.name))
      for (const { name } of device.fused?.keys() ?? []) expect(names).toContain(name)
    })
  })
