/** Square matrix products against the JavaScript libraries that have WebAssembly kernels. */

import { median } from '../measure.ts'
import { alternating, figureOf, warmHalf } from './alternate.ts'
import { comparison, type Outcome, often, type Settings } from './comparison.ts'
import { javaScript } from './javascript.ts'

interface Products {
  readonly version: string
  readonly threads: number
  readonly milliseconds: Readonly<Record<string, readonly number[]>>
}

export async function compareProducts(settings: Settings, sizes: readonly number[]): Promise<Outcome[]> {
  const { threads } = settings
  const task = JSON.stringify({ sizes, threads, ...often(settings) })
  const { contestants, missing } = await javaScript<Products>('matmul', task)
  if (contestants.length === 1) return [...missing]

  const results = await alternating(contestants, settings.rounds)
  return [
    ...sizes.map((size) => {
      const figures = contestants.map(({ name }) => {
        const found = results.get(name) ?? []
        const speeds = found.map(({ milliseconds }) => {
          return (2 * size ** 3) / median(warmHalf(milliseconds[size] ?? [])) / 1e6
        })
        const ran = `${found[0]?.version}, ${found[0]?.threads} ${found[0]?.threads === 1 ? 'thread' : 'threads'}`
        return { ...figureOf(speeds), name, ran }
      })
      return comparison(`matmul ${size}×${size}×${size}`, 'GFLOP/s', figures, 'more')
    }),
    ...missing,
  ]
}
