/** What goes wrong on the device says so, and leaves nothing behind. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Worker } from 'node:worker_threads'
import { add, broadcastTo, createCpu, disposeOf, liveTensors, scope, sum, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

describe('a tensor that there is no memory for', () => {
  for (const threads of [1, 2])
    test(`is named, with what is held, and the device goes on: ${threads} threads`, async () => {
      const device = createCpu({ threads })
      const before = liveTensors()
      const x = tensor([1, 2, 3], { device })
      const { live } = device.memory()
      expect(() => scope(() => void broadcastTo(x, [500_000_000, 3]))).toThrow(
        /^cpu: out of memory: \d+ bytes asked for; \d+ blocks, \d+ bytes, are held; scope frees what is not needed any more: docs\/memory.md \(a tensor of shape \[500000000, 3\], float32\)$/,
      )
      expect(device.memory().live).toBe(live)
      const y = scope(() => add(x, 1))
      expect([...(await y.data())]).toEqual([2, 3, 4])
      disposeOf([x, y])
      expect(liveTensors()).toBe(before)
      device.dispose()
    })
})

test('a worker that dies makes the next op an error that says so', async () => {
  const device = createCpu({ threads: 2 })
  const x = tensor(new Float32Array(300_000).fill(1), { device })
  const workers: Worker[] = []
  const seen = (worker: Worker) => void workers.push(worker)
  process.on('worker', seen)
  add(x, x).dispose()
  await new Promise((resolve) => setImmediate(resolve)) // when the event comes
  process.off('worker', seen)
  expect(workers).toHaveLength(1)
  await Promise.all(workers.map((worker) => worker.terminate()))
  expect(() => add(x, x)).toThrow('cpu: a worker thread ended, or could not start; make a new device')
  x.dispose()
  device.dispose()
})

describe('a device that was disposed of computes nothing more', () => {
  for (const threads of [1, 2])
    test(`${threads} threads, whether they ever worked or not`, () => {
      const device = createCpu({ threads })
      const x = tensor(new Float32Array(300_000), { device })
      device.dispose()
      expect(() => add(x, x)).toThrow('cpu: the device was disposed of')
      x.dispose()
    })
})

test('a number of threads that there can not be is an error', () => {
  for (const threads of [0, 257, -1, 1.5, Number.NaN])
    expect(() => createCpu({ threads })).toThrow(
      `createCpu: threads is ${threads}, but must be a whole number, 1 to 256`,
    )
})

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Makes devices, has all their threads work, and ends them. */
async function cycles(count: number): Promise<number> {
  for (let cycle = 0; cycle < count; cycle++) {
    const device = createCpu({ threads: 2 })
    const x = tensor(new Float32Array(100_000).fill(1), { device })
    const total = scope(() => sum(add(x, x)))
    expect(await total.item()).toBe(200_000)
    disposeOf([x, total])
    device.dispose()
    if (cycle % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  for (let wait = 0; wait < 10; wait++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    collect()
  }
  return process.memoryUsage().rss
}

test('200 devices that come and go hold no memory', async () => {
  const before = await cycles(40)
  const handles = process.getActiveResourcesInfo().length
  const after = await cycles(200)
  expect(after - before).toBeLessThan(50 * 2 ** 20) // each has 1 MiB at least, and a thread's own some more
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles)
})
