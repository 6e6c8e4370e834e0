/** Places beyond 2²⁴, which no float32 tells apart, are found in every mode. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bigCases } from './big.ts'
import { eachMode } from './each-mode.ts'
import { type Host, openHost } from './host.ts'

eachMode((mode) => {
  let host: Host
  beforeAll(async () => {
    host = await openHost(mode)
  }, 120_000)
  afterAll(() => host?.close())

  for (const { name, expected } of bigCases)
    test(`${name} of 20 million elements is right at the far end`, async () => {
      expect(await host.call('big', mode, name)).toEqual(expected)
    }, 120_000)
})
