/** What a training step asks of a GPU does not grow unnoticed: launches.json has the numbers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachMode } from './each-mode.ts'
import { type Host, openHost } from './host.ts'
import launches from './launches.json' with { type: 'json' }

eachMode((mode) => {
  let host: Host
  beforeAll(async () => {
    host = await openHost(mode)
  }, 120_000)
  afterAll(() => host?.close())

  const sizes = mode === 'webgpu' ? (['tiny', 'mini'] as const) : (['tiny'] as const) // the quickest in software
  for (const size of sizes)
    test(`a step of ${size} launches as many kernels and moves as many bytes as the table says`, async () => {
      expect(await host.call('countStep', mode, size)).toEqual(launches[size])
    }, 120_000)
})
