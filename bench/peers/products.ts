/** Square matrix products against the JavaScript libraries that have WebAssembly kernels. */

import { median } from '../measure.ts'
import { alternating, type Contestant, figureOf, warmHalf } from './alternate.ts'
import { ask, askOurs } from './child.ts'
import { comparison, OURS, type Outcome, often, type Settings } from './comparison.ts'
import { jaxJs, type Peer, tfjs } from './peers.ts'

interface Products {
  readonly version: string
  readonly threads: number
  readonly milliseconds: Readonly<Record<string, readonly number[]>>
}

export async function compareProducts(settings: Settings, sizes: readonly number[]): Promise<Outcome[]> {
  const { threads } = settings
  const task = JSON.stringify({ sizes, threads, ...often(settings) })
  const contestants: Contestant<Products>[] = [
    { name: OURS, run: () => askOurs<Products>('bench/peers/cloze.ts', task) },
  ]
  const missing: Outcome[] = []
  const join = async (peer: Peer) => {
    if (await peer.installed())
      contestants.push({
        name: peer.name,
        run: () => ask<Products>(process.execPath, [`bench/peers/${peer.name}/peer.mjs`, task]),
      })
    else missing.push({ what: 'matmul', reason: `${peer.name} is not installed: ${peer.install}` })
  }
  for (const peer of [tfjs, jaxJs]) await join(peer)
  if (contestants.length === 1) return missing

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
