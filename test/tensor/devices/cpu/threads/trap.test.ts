/** A kernel that traps, wherever it does: what comes next is right, or says what is broken. Nothing hangs or comes late. */
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { loop, pointer } from '../../../../../packages/tensor/src/devices/cpu/assembler/control.ts'
import { compile, kernel, type Run } from '../../../../../packages/tensor/src/devices/cpu/assembler/kernel.ts'
import { i32 } from '../../../../../packages/tensor/src/devices/cpu/assembler/values/scalars.ts'
import { Heap } from '../../../../../packages/tensor/src/devices/cpu/runtime/memory.ts'
import { Pool } from '../../../../../packages/tensor/src/devices/cpu/threads/pool.ts'

const LENGTH = 1000
const TURNS = 20_000

const types = { x: pointer, start: i32, end: i32 }

/** x[i] becomes 1, 2 … `TURNS` from where it was, for start ≤ i < end: some milliseconds a piece. */
const counting = kernel('counting', types, ({ x, start, end }) =>
  loop(start, end, 1, (i) => loop(0, TURNS, 1, () => x.store(i, x.load(i).add(1)))),
)

/** Writes beyond the memory: a trap. */
const trapping = kernel('trapping', types, ({ x, start }) => [x.at(i32.constant(2 ** 29)).store(start, 1)])

/** Never done. */
const endless = kernel('endless', types, ({ x }) => loop(0, 1, 0, (i) => x.store(i, x.load(i).add(1))))

type K = typeof counting

/** A pool of two threads, and commands whose kernel is one here and maybe another in the worker. */
function prepared(patience?: number) {
  const heap = new Heap(true)
  const pool = new Pool(heap.memory, 2, patience)
  const x = heap.take(4 * LENGTH)
  const cells = () => [...heap.floats.subarray(x / 4, x / 4 + LENGTH)]
  heap.floats.fill(0, x / 4, x / 4 + LENGTH)
  const command = (inWorker: K, run: Run = compile(inWorker, heap.memory)) => {
    const address = heap.take(inWorker.sharedBytes.length)
    new Uint8Array(heap.memory.buffer).set(inWorker.sharedBytes, address)
    pool.register(run, address, inWorker.sharedBytes.length)
    return { run, values: [x, 0, 0], range: 1, total: LENGTH, grain: 1 }
  }
  const here = (own: K) => compile(own, heap.memory)
  return { pool, command, here, cells }
}

/** The same, when a worker has come in between. */
const late =
  (run: Run): Run =>
  (...values) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    run(...values)
  }

/** Runs the command again and again, until it fails as it should: a worker takes part when the system lets it. */
async function failure(run: () => void, says: string): Promise<string> {
  let message = ''
  for (let round = 0; round < 500 && !message.includes(says); round++) {
    try {
      run()
    } catch (error) {
      message = String(error)
    }
    await setTimeout(1)
  }
  return message
}

describe('a kernel that traps', () => {
  test('in the part of the caller leaves nothing that comes late, and the next is right', async () => {
    const { pool, command, here, cells } = prepared()
    const trap = here(trapping)
    // Traps once the worker is at work, so that it is in the midst of its piece.
    let begun = false
    const whenBegun: Run = (...values) => {
      for (let until = performance.now() + 50; performance.now() < until && !begun; )
        begun = cells().some((cell) => cell > 0)
      trap(...values)
    }
    const failing = command(counting, whenBegun)
    const counted = command(counting)
    for (let round = 0; round < 200 && !begun; round++) {
      expect(() => pool.run(failing)).toThrow(/^cpu: a kernel failed: .*out of bounds/)
      await setTimeout(1)
    }
    expect(begun).toBe(true)
    const left = cells()
    expect(left.every((cell) => cell % TURNS === 0)).toBe(true)
    await setTimeout(30)
    expect(cells()).toEqual(left)
    for (let round = 1; round <= 3; round++) {
      pool.run(counted)
      expect(cells()).toEqual(left.map((cell) => cell + round * TURNS))
    }
    pool.dispose()
  })

  test('in a worker breaks the pool, which says so from then on', async () => {
    const { pool, command, here } = prepared()
    const failing = command(trapping, here(counting))
    const says = 'cpu: a kernel failed in a worker thread; make a new device'
    expect(await failure(() => pool.run(failing), 'worker')).toBe(`DeviceError: ${says}`)
    expect(() => pool.run(command(counting))).toThrow(says)
    expect(() => pool.check()).toThrow(says)
    pool.dispose()
  })

  test('in both breaks the pool, and what the caller alone failed in does not', async () => {
    const { pool, command, here } = prepared()
    const failing = command(trapping, late(here(trapping)))
    const says = 'cpu: a kernel failed in a worker thread; make a new device'
    expect(await failure(() => pool.run(failing), 'worker')).toBe(`DeviceError: ${says}`)
    expect(() => pool.run(command(counting))).toThrow(says)
    pool.dispose()
  })

  test('in the part of the caller, while a worker is never done, says that it does not answer', async () => {
    const { pool, command, here } = prepared(50)
    const failing = command(endless, late(here(trapping)))
    const says = 'cpu: a worker thread does not answer; make a new device'
    expect(await failure(() => pool.run(failing), 'answer')).toBe(`DeviceError: ${says}`)
    // Also once the system has told that the thread is gone.
    await setTimeout(100)
    expect(() => pool.run(command(counting))).toThrow(says)
    pool.dispose()
  })
})
