import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { liveTensors, type Tensor, tensor } from '@cloze/tensor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { releaseForgotten } from '../../../packages/tensor/src/tensor/forgotten.ts'
import { hostDevices } from '../../host-devices.ts'

const root = join(import.meta.dirname, '../../..')

describe('a loop without a scope takes less than twice the memory of one with it', () => {
  const peak = async (...args: string[]): Promise<number> => {
    const program = ['--import', 'tsx', join(import.meta.dirname, 'loop.ts'), ...args]
    return Number((await promisify(execFile)(process.execPath, program, { cwd: root })).stdout)
  }
  let scoped = 0
  beforeAll(async () => {
    scoped = await peak('scope', 'await')
  })
  for (const [name, ...args] of [
    ['where each step awaits its loss', 'await'],
    ['in one synchronous job', 'job'],
    ['where JavaScript collects when it likes, as in a page', 'await', 'page'],
  ] as const)
    test.concurrent(name, async ({ expect }) => {
      expect(await peak('none', ...args)).toBeLessThan(2 * scoped)
    })
})

for (const device of hostDevices)
  describe(device.name, () => {
    const MIB = 2 ** 18 // in elements
    const before = liveTensors()
    afterAll(() => {
      releaseForgotten()
      expect(liveTensors()).toBe(before)
    })

    test('what is held stays, however much is forgotten in the same job', async () => {
      const held: Tensor[] = []
      for (let i = 0; i < 120; i++) {
        const made = tensor(new Float64Array(MIB).fill(i), { device })
        if (i % 30 === 0) held.push(made)
      }
      expect(liveTensors() - before).toBeLessThan(120)
      for (const [i, each] of held.entries())
        expect((await each.data()).every((value) => value === 30 * i)).toBe(true)
      for (const each of held) each.dispose()
    })

    test('a view outlives what it is a view of', async () => {
      const view = tensor([1, 2, 3, 4], { device }).alias([2, 2])
      releaseForgotten()
      expect([...(await view.data())]).toEqual([1, 2, 3, 4])
      view.dispose()
    })

    test('what was disposed of is not released again', () => {
      const made = Array.from({ length: 10 }, () => tensor([1], { device }))
      for (const each of made.slice(5)) each.dispose()
      const live = liveTensors()
      releaseForgotten()
      expect(liveTensors()).toBe(live)
      for (const each of made) each.dispose()
    })
  })
