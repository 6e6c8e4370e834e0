/** Shows what a page gets of its worker to the test that drives it. */
import { ShapeError } from '@cloze/tensor'
import { type EngineWorker, openEngine } from '@cloze/tensor/worker'
import type { tasks } from './tasks.ts'

declare const Worker: new (url: URL, options: { type: 'module' }) => EngineWorker

const open = () =>
  openEngine<typeof tasks>(new Worker(new URL('./tasks.ts', import.meta.url), { type: 'module' }))

const asks = {
  /** Trains, and counts how often the page came to its turn meanwhile. */
  async train(steps: number) {
    const engine = open()
    const { threads, limitation } = await engine.ready
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const losses: number[] = []
    const result = await engine.call('train', { steps }, { onProgress: ({ loss }) => losses.push(loss) })
    clearInterval(timer)
    engine.dispose()
    return { threads, limitation, losses, turns, ...result }
  },

  /** Aborts after `after` reports of a run that would be far longer. */
  async abort(after: number) {
    const engine = open()
    const controller = new AbortController()
    const result = await engine.call(
      'train',
      { steps: 100_000 },
      { signal: controller.signal, onProgress: ({ step }) => step >= after && controller.abort() },
    )
    engine.dispose()
    return result
  },

  /** What a task throws, and what is thrown when the worker is ended. */
  async errors() {
    const engine = open()
    const thrown = await engine.call('fail', undefined).catch((error: unknown) => error)
    const lost = engine.call('train', { steps: 100_000 }).catch(String)
    await new Promise((resolve) => setTimeout(resolve, 100))
    engine.dispose()
    return { thrown: String(thrown), isShapeError: thrown instanceof ShapeError, lost: await lost }
  },
}

export type Asks = typeof asks

Object.assign(globalThis, { asks })
