/** The engine in a dedicated worker of a page that Vite bundles. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describePage } from '../../gpu/describe-page.ts'
import type { Asks } from './page/entry.ts'

const SECONDS = 1000

describePage('a page with the engine in a worker', join(import.meta.dirname, 'page'), (visit) => {
  const ask = <Name extends keyof Asks>(name: Name, input: number, isolated = true) =>
    visit(isolated, 'asks', async (page) => {
      const answer = await page.evaluate(
        ([name, input]) =>
          (globalThis as typeof globalThis & { asks: Record<string, (input: number) => unknown> }).asks[
            name
          ]?.(input),
        [name, input] as const,
      )
      return answer as Awaited<ReturnType<Asks[Name]>>
    })

  test(
    'trains there while the page goes on, and hears of each step',
    async () => {
      const { threads, limitation, losses, turns, steps } = await ask('train', 20)
      expect(steps).toBe(20)
      expect(losses).toHaveLength(20)
      expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
      expect(turns).toBeGreaterThan(0)
      expect(threads).toBeGreaterThanOrEqual(1)
      expect(limitation).toBeUndefined()
    },
    90 * SECONDS,
  )

  test(
    'has one thread where memory can’t be shared, says why, and trains to the same losses',
    async () => {
      const [alone, shared] = [await ask('train', 5, false), await ask('train', 5)]
      expect(alone.losses).toEqual(shared.losses)
      expect(alone.threads).toBe(1)
      if (shared.threads > 1) expect(alone.limitation).toContain('Cross-Origin-Opener-Policy')
    },
    90 * SECONDS,
  )

  test(
    'stops training when it is aborted, with what was done so far',
    async () => {
      const { steps } = await ask('abort', 3)
      expect(steps).toBeGreaterThanOrEqual(3)
      expect(steps).toBeLessThan(1000)
    },
    90 * SECONDS,
  )

  test(
    'gets the worker’s errors as errors, and one that says so where the worker ended',
    async () => {
      expect(await ask('errors', 0)).toEqual({
        thrown: 'ShapeError: matmul: inner sizes differ: [8, 64] × [32, 16] (64 ≠ 32)',
        isShapeError: true,
        lost: 'DeviceError: the worker was disposed of',
      })
    },
    90 * SECONDS,
  )
})
