import { readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { loop, pointer } from '../../../../../packages/tensor/src/devices/cpu/assembler/control.ts'
import { compile, kernel } from '../../../../../packages/tensor/src/devices/cpu/assembler/kernel.ts'
import { i32 } from '../../../../../packages/tensor/src/devices/cpu/assembler/values/scalars.ts'
import { Heap } from '../../../../../packages/tensor/src/devices/cpu/runtime/memory.ts'
import { Pool } from '../../../../../packages/tensor/src/devices/cpu/threads/pool.ts'

/** x[i] += 1 for start ≤ i < end. */
const increment = kernel('increment', { x: pointer, start: i32, end: i32 }, ({ x, start, end }) =>
  loop(start, end, 1, (i) => x.store(i, x.load(i).add(1))),
)

/** x[i] += 1 so often that a job takes a tenth of a second: a worker comes in time on a busy machine too. */
const slowly = kernel('slowly', { x: pointer, start: i32, end: i32 }, ({ x, start, end }) =>
  loop(start, end, 1, (i) => loop(0, 50_000, 1, () => x.store(i, x.load(i).add(1)))),
)

/** Never done: it goes on from 0 in steps of 0. */
const endless = kernel('endless', { x: pointer, start: i32, end: i32 }, ({ x }) =>
  loop(0, 1, 0, (i) => x.store(i, 0)),
)

/** A pool that knows the caller's kernel, from `bytes` that the workers compile. */
function prepared(
  threads: number,
  bytes: Uint8Array = increment.sharedBytes,
  { kernel: own = increment, patience }: { kernel?: typeof increment; patience?: number } = {},
) {
  const heap = new Heap(true)
  const pool = new Pool(heap.memory, threads, patience)
  const run = compile(own, heap.memory)
  const address = heap.take(bytes.length)
  new Uint8Array(heap.memory.buffer).set(bytes, address)
  pool.register(run, address, bytes.length)
  const x = heap.take(4 * 1000)
  heap.floats.fill(0, x / 4, x / 4 + 1000)
  const command = { run, values: [x, 0, 0], range: 1, total: 1000, grain: 4 }
  return { pool, command, elements: () => [...heap.floats.subarray(x / 4, x / 4 + 1000)] }
}

/** Until the workers, which start by themselves, take their part. */
async function untilShared(run: () => void, failed: () => boolean): Promise<void> {
  for (let round = 0; round < 300 && !failed(); round++) {
    run()
    await setTimeout(2)
  }
}

/** What a job that a worker takes part in fails with. */
async function firstError(run: () => void): Promise<string> {
  let message = ''
  await untilShared(
    () => {
      try {
        run()
      } catch (error) {
        message = String(error)
      }
    },
    () => message !== '',
  )
  return message
}

const threadsOfProcess = () => readdirSync('/proc/self/task').length

describe('a pool', () => {
  test('does each element of a range once, whoever does it', async () => {
    const { pool, command, elements } = prepared(3)
    let rounds = 0
    await untilShared(
      () => {
        pool.run(command)
        rounds += 1
      },
      () => rounds >= 60,
    )
    expect(new Set(elements())).toEqual(new Set([rounds]))
    pool.dispose()
  })

  test('says that a worker does not answer, and ends it', async () => {
    const { pool, command } = prepared(2, endless.sharedBytes, { kernel: slowly, patience: 200 })
    expect(await firstError(() => pool.run(command))).toBe(
      'DeviceError: cpu: a worker thread does not answer; make a new device',
    )
    pool.dispose()
  })

  test('says that a kernel failed in a worker, then and ever after, and does not hang', async () => {
    const { pool, command } = prepared(2, Uint8Array.of(1, 2, 3), { kernel: slowly })
    expect(await firstError(() => pool.run(command))).toBe(
      'DeviceError: cpu: a kernel failed in a worker thread; make a new device',
    )
    expect(() => pool.run(command)).toThrow('a kernel failed in a worker thread')
    pool.dispose()
  })

  test.skipIf(process.platform !== 'linux')(
    'leaves no thread behind, however often it starts and stops', // Linux tells a process's threads
    async () => {
      const before = threadsOfProcess()
      const handles = process.getActiveResourcesInfo().length
      for (let cycle = 0; cycle < 200; cycle++) {
        const { pool, command } = prepared(2)
        pool.run(command)
        pool.dispose()
        if (cycle % 20 === 19) await setTimeout(20)
      }
      for (let wait = 0; wait < 200 && threadsOfProcess() > before; wait++) await setTimeout(20)
      expect(threadsOfProcess()).toBeLessThanOrEqual(before)
      expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles + 1)
    },
  )
})
