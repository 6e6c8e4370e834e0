/** A BERT learns the same on every device. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostDevices } from '../host-devices.ts'
import { eachMode } from './each-mode.ts'
import { type Host, openHost } from './host.ts'
import { masksOn } from './masks.ts'
import { trainOn } from './train.ts'

const training = { layers: 2, hidden: 32, steps: 50, batchSize: 8, sentences: 64, logEvery: 1 }

const known = await Promise.all(hostDevices.map((device) => trainOn(device, training)))
const masks = await Promise.all(hostDevices.map((device) => masksOn(device)))

/** The largest share by which two runs differ. */
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((loss, step) => Math.abs(loss - (b[step] ?? Number.NaN)) / Math.abs(loss)))

test('50 losses on cpu are those on reference to 1e-4', () => {
  expect(apart(known[0] ?? [], known[1] ?? [])).toBeLessThan(1e-4)
})

test('dropout drops the same cells on cpu as on reference', () => {
  expect(masks[1]).toEqual(masks[0])
})

eachMode((mode) => {
  let host: Host
  beforeAll(async () => {
    host = await openHost(mode)
  }, 120_000)
  afterAll(() => host?.close())

  test('50 losses are those on reference and on cpu to 1e-4', async () => {
    const found = await host.call('train', mode, training)
    expect(found).toHaveLength(50)
    for (const other of known) expect(apart(other, found)).toBeLessThan(1e-4)
  }, 120_000)

  test('dropout drops the same cells as on reference', async () => {
    expect(await host.call('masks', mode)).toEqual(masks[0])
  }, 60_000)
})
