/** The same weights, to the last bit, whatever trained them. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createCpu } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { fingerprint } from '../../harness/fingerprint.ts'
import { describePage } from '../gpu/describe-page.ts'
import { programOf, required, versions } from './nodes.ts'
import type { PageFingerprint } from './page/entry.ts'

const root = join(import.meta.dirname, '../..')
const SECONDS = 1000

async function withThreads(threads: number) {
  const device = createCpu({ threads })
  try {
    return await fingerprint(device)
  } finally {
    device.dispose()
  }
}

const known = await withThreads(1)

test('the run is one that a change would show in: it learns, and some cells are padding', () => {
  expect(known.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(known.loss).toBeLessThan(4.8) // a uniform guess of its words has 5.1
  expect(known.padding).toBeGreaterThan(50)
})

for (const threads of [2, 3])
  test(`${threads} threads train the weights that one trains`, async () => {
    expect((await withThreads(threads)).sha256).toBe(known.sha256)
  })

async function fromNode(program: string, threads: number) {
  const args = ['--import', 'tsx', 'bench/main.ts', 'same-bits', '--threads', `${threads}`, '--json']
  return JSON.parse((await promisify(execFile)(program, args, { cwd: root })).stdout)
}

for (const version of versions)
  describe(`Node ${version}`, () => {
    const program = programOf(version)
    if (!program) {
      const reason = `node@${version} is not installed: pnpm install:nodes ${version}`
      if (process.env.CI && version === required)
        return test('can run here', () => expect.unreachable(reason))
      return test.skip(`left out: ${reason}`, () => {})
    }
    for (const threads of [1, 2])
      test(`trains the same weights with ${threads === 1 ? 'one thread' : `${threads} threads`}`, async () => {
        const found = await fromNode(program, threads)
        expect(found.node).toMatch(new RegExp(`^v${version}\\.`))
        expect(found).toMatchObject({ sha256: known.sha256, threads })
      })
  })

describePage('a page that Vite bundles', join(import.meta.dirname, 'page'), (visit) => {
  const fromPage = (isolated: boolean, threads: number) =>
    visit(isolated, 'fingerprint', (page) =>
      page.evaluate(
        (count) =>
          (
            globalThis as typeof globalThis & { fingerprint(count: number): Promise<PageFingerprint> }
          ).fingerprint(count),
        threads,
      ),
    )

  for (const threads of [1, 3])
    test(
      `trains the same weights with ${threads === 1 ? 'one thread' : `${threads} threads`} where memory can be shared`,
      async () => {
        expect(await fromPage(true, threads)).toMatchObject({ sha256: known.sha256, threads })
      },
      90 * SECONDS,
    )

  test(
    'trains the same weights with one thread where memory can’t be shared, and says why there are no more',
    async () => {
      const found = await fromPage(false, 3)
      expect(found).toMatchObject({ sha256: known.sha256, threads: 1 })
      expect(found.limitation).toContain('Cross-Origin-Opener-Policy: same-origin')
      expect((await fromPage(false, 1)).limitation).toBeUndefined()
    },
    90 * SECONDS,
  )
})
