import { memoryStorage } from '@cloze/mlm'
import { describe, expect, test } from 'vitest'
import { startMetricsLog } from '../../../packages/mlm/src/training/metrics-log.ts'

const earlier = '{"step":9}\n'

async function afterARun() {
  const storage = memoryStorage()
  await storage.append('metrics.jsonl', new TextEncoder().encode(earlier))
  const text = async (name: string) =>
    (await storage.exists(name)) ? new TextDecoder().decode(await storage.read(name)) : undefined
  return { storage, text }
}

describe('a log, where an earlier run has left one', () => {
  test('grows beside it, line by line, so that a killed run has one too', async () => {
    const { storage, text } = await afterARun()
    const log = await startMetricsLog(storage)
    await log.add({ step: 1 })
    expect(await text('metrics.jsonl.new')).toBe('{"step":1}\n')
    await log.add({ step: 2 })
    expect(await text('metrics.jsonl.new')).toBe('{"step":1}\n{"step":2}\n')
    expect(await text('metrics.jsonl')).toBe(earlier)
  })

  test('takes its place with the model, and goes on there', async () => {
    const { storage, text } = await afterARun()
    const log = await startMetricsLog(storage)
    await log.add({ step: 1 })
    await storage.replace(await log.replacing())
    log.replaced()
    await log.add({ step: 2 })
    expect(await text('metrics.jsonl')).toBe('{"step":1}\n{"step":2}\n')
    expect(await text('metrics.jsonl.new')).toBeUndefined()
  })

  test('has the lines of this run alone, not of one that was killed, and goes if the run fails', async () => {
    const { storage, text } = await afterARun()
    await (await startMetricsLog(storage)).add({ step: 1 })
    const log = await startMetricsLog(storage)
    expect(await text('metrics.jsonl.new')).toBe('')
    await log.add({ step: 2 })
    await log.discard()
    expect(await text('metrics.jsonl.new')).toBeUndefined()
    expect(await text('metrics.jsonl')).toBe(earlier)
  })

  test('has every line in the end, also those that found no room', async () => {
    const { storage, text } = await afterARun()
    let full = false
    const failing = {
      ...storage,
      append: (name: string, bytes: Uint8Array) =>
        full ? Promise.reject(new Error('no room')) : storage.append(name, bytes),
    }
    const told: unknown[] = []
    const log = await startMetricsLog(failing, (error) => told.push(error))
    await log.add({ step: 1 })
    full = true
    await log.add({ step: 2 })
    await log.add({ step: 3 })
    await storage.replace(await log.replacing())
    log.replaced()
    full = false
    await log.add({ step: 4 })
    expect(await text('metrics.jsonl')).toBe('{"step":1}\n{"step":2}\n{"step":3}\n{"step":4}\n')
    expect(told).toEqual([new Error('no room')])
  })
})
