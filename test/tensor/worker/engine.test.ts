import { cpu, DeviceError } from '@cloze/tensor'
import { type EngineWorker, openEngine, type Port, serveTasks, type TaskContext } from '@cloze/tensor/worker'
import { describe, expect, test } from 'vitest'

/** Both ends of a line whose messages are cloned, as between a page and its worker. */
function line() {
  const { port1, port2 } = new MessageChannel()
  const heard: ((event: { message?: string }) => void)[] = []
  let terminated = false
  const worker: EngineWorker = {
    addEventListener(type: string, listener: (event: never) => void) {
      if (type === 'error') heard.push(listener as (event: { message?: string }) => void)
      else port1.addEventListener('message', listener as (event: unknown) => void)
      port1.start()
    },
    terminate() {
      terminated = true
      port1.close()
    },
  }
  const port: Port = {
    postMessage: (message, transfer) => port2.postMessage(message, transfer),
  }
  const fail = (message?: string) => {
    for (const listener of heard) listener(message === undefined ? {} : { message })
  }
  return { worker, port, fail, isTerminated: () => terminated }
}

const tasks = {
  double: (x: Float32Array) => x.map((value) => 2 * value),
  async count(to: number, { report, signal }: TaskContext<number>) {
    let at = 0
    while (at < to && !signal.aborted) {
      report(at++)
      await new Promise((resolve) => setTimeout(resolve))
    }
    return at
  },
  refuse: () => {
    throw Object.assign(new Error('no such corpus'), { name: 'CorpusError' })
  },
  unsendable: () => () => 1,
}

function opened() {
  const ends = line()
  const engine = openEngine<typeof tasks>(ends.worker)
  serveTasks(tasks, ends.port)
  return { ...ends, engine }
}

describe('an engine in a worker', () => {
  test('says what it has to compute with', async () => {
    const { engine } = opened()
    expect(await engine.ready).toEqual({ threads: cpu.threads, limitation: undefined })
    engine.dispose()
  })

  test('gives results, with typed arrays as they are, and reports in their order', async () => {
    const { engine } = opened()
    expect(await engine.call('double', Float32Array.of(1, 2))).toEqual(Float32Array.of(2, 4))
    const seen: number[] = []
    expect(await engine.call('count', 4, { onProgress: (at) => seen.push(at) })).toBe(4)
    expect(seen).toEqual([0, 1, 2, 3])
    engine.dispose()
  })

  test('keeps calls apart that run at once', async () => {
    const { engine } = opened()
    expect(await Promise.all([3, 1, 2].map((to) => engine.call('count', to)))).toEqual([3, 1, 2])
    engine.dispose()
  })

  test('aborts the task of a call, which ends as it likes; one that is aborted before is not begun', async () => {
    const { engine } = opened()
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort() }
    expect(await engine.call('count', 1e9, options)).toBeLessThan(1e6)
    await expect(engine.call('count', 1, { signal: controller.signal })).rejects.toThrow('aborted')
    engine.dispose()
  })

  test('gives errors as errors, with their name, also where a result is nothing that can be sent', async () => {
    const { engine } = opened()
    await expect(engine.call('refuse', undefined)).rejects.toMatchObject({
      name: 'CorpusError',
      message: 'no such corpus',
    })
    await expect(engine.call('unsendable', undefined)).rejects.toThrow('Unserializable return value')
    // @ts-expect-error there is no such task
    await expect(engine.call('tripple', 1)).rejects.toThrow(
      new RangeError('the worker has no task tripple; it has double, count, refuse, unsendable'),
    )
    engine.dispose()
  })

  test('aborts a task whose reports the page can’t take, with the page’s own error', async () => {
    const { engine } = opened()
    const onProgress = () => {
      throw new RangeError('the chart is full')
    }
    await expect(engine.call('count', 1e9, { onProgress })).rejects.toThrow(
      new RangeError('the chart is full'),
    )
    engine.dispose()
  })

  test('leaves alone what a page and its worker tell each other otherwise', async () => {
    const { engine, port } = opened()
    for (const message of [undefined, 'hello', { id: 1, type: 'GET' }]) port.postMessage(message, [])
    expect(await engine.call('count', 1)).toBe(1)
    engine.dispose()
  })

  test('rejects all that is under way when the worker fails, and all that comes later', async () => {
    const { engine, fail, isTerminated } = opened()
    await engine.ready
    const running = engine.call('count', 1e9)
    const outcome = expect(running).rejects.toThrow(new DeviceError('the worker failed: out of memory'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    fail('out of memory')
    await outcome
    await expect(engine.call('count', 1)).rejects.toThrow('the worker failed: out of memory')
    expect(isTerminated()).toBe(true)
  })

  test('says that a worker’s module could not be loaded', async () => {
    const { worker, fail } = line()
    const engine = openEngine<typeof tasks>(worker)
    fail()
    await expect(engine.ready).rejects.toThrow('the worker failed: its module could not be loaded')
    await expect(engine.call('count', 1)).rejects.toThrow('its module could not be loaded')
  })
})
