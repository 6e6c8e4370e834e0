/** Training holds no more after 500 steps than after 20, and moves no more than it must. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachMode } from './each-mode.ts'
import { type Host, openHost } from './host.ts'

const training = { layers: 1, hidden: 8, steps: 500, batchSize: 4, sentences: 16, logEvery: 100 }

eachMode((mode) => {
  let host: Host
  beforeAll(async () => {
    host = await openHost(mode)
  }, 120_000)
  afterAll(() => host?.close())

  test('500 steps keep textures or buffers, kernels and tensors flat, send ids alone, and read the reported losses alone', async () => {
    const { held, readBacks, sent, ids } = await host.call('traffic', mode, training, [20, 260, 500])
    const [early, ...later] = held.map(({ step: _, ...rest }) => rest)
    expect(held.map(({ step }) => step)).toEqual([20, 260, 500])
    for (const each of later) expect(each).toEqual(early)
    expect(early?.handles).toBeGreaterThan(0)
    expect(sent).toEqual(ids)
    expect(readBacks).toBe(3 * 6) // loss, norm and guesses, at the first step and every hundredth
  }, 240_000)
})
