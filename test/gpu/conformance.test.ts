/** Every mode of the GPU gives for every op what plain arithmetic gives, and the gradients of `reference`. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableCases } from '../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../autograd/derivatives/elementwise-cases.ts'
import { caseNames } from '../conformance/all-cases.ts'
import { libraryTests } from '../conformance/library/cases.ts'
import { ownOps } from '../conformance/own-ops.ts'
import { ordinaryAlone, skips } from '../conformance/skips.ts'
import { eachMode } from './each-mode.ts'
import { type Host, openHost } from './host.ts'
import type { Outcome } from './session.ts'

const MINUTES = 60_000
const [numRuns, gradientRuns, specialRuns] = [25, 12, 5]

/** What no GPU has of the library's functions, and the error that says so. */
const refused: ReadonlyMap<string, string> = new Map([['vectorToTensors', 'gpu has no parts of buffers']])

function passes({ error }: Outcome): void {
  if (error !== undefined) throw new Error(error)
}

eachMode((mode) => {
  let host: Host
  beforeAll(async () => {
    host = await openHost(mode)
  }, 2 * MINUTES)
  afterAll(() => host?.close())

  let handles = 0
  test('a device opens', async () => {
    expect(await host.call('info', mode)).toMatchObject({ mode })
    handles = await host.call('handles', mode)
  })

  for (const op of caseNames) {
    const skip = skips.find(({ device, op: skipped }) => device === mode && skipped === op)
    if (skip) test.skip(`${op}: ${skip.reason}`)
    else
      test(
        `${op} gives what plain arithmetic gives`,
        async () => {
          passes(await host.call('check', mode, op, { numRuns }))
        },
        2 * MINUTES,
      )
    if (!(op in ordinaryAlone))
      test(
        `${op} gives what its definition gives for numbers that are none`,
        async () => {
          passes(await host.call('checkSpecial', mode, op, { numRuns: specialRuns }))
        },
        2 * MINUTES,
      )
  }

  for (const [op] of [...elementwiseCases, ...tableCases]) {
    test(
      `the gradient of ${op} is reference's`,
      async () => {
        passes(await host.call('checkGradient', mode, op, { numRuns: gradientRuns }))
      },
      2 * MINUTES,
    )
    test(
      `the gradient of ${op} is its definition's for numbers that are none`,
      async () => {
        passes(await host.call('checkSpecialGradient', mode, op, { numRuns: specialRuns }))
      },
      2 * MINUTES,
    )
  }

  for (const name of new Set(libraryTests.map(({ row }) => row.name)))
    test(
      `${name} ${refused.has(name) ? 'is refused' : "is PyTorch's or NumPy's"}`,
      async () => {
        for (const each of libraryTests.filter(({ row }) => row.name === name)) {
          const { error } = await host.call('checkLibrary', mode, each)
          const wanted = refused.has(name) ? `${name}: ${refused.get(name)}` : undefined
          expect({ title: each.row.title, error }).toEqual({ title: each.row.title, error: wanted })
        }
      },
      2 * MINUTES,
    )

  test("a user's own op runs as it is written, whatever name it shares", async () => {
    const found = await host.call('ownOps', mode)
    for (const { title, wanted } of ownOps) expect({ [title]: found[title] }).toEqual({ [title]: wanted })
  })

  test('no texture or buffer is left over', async () => {
    expect(await host.call('handles', mode)).toBeLessThanOrEqual(handles)
  })
})
