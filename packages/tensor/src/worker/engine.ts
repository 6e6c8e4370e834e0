/** The page's side: the engine in a dedicated worker, so that the page never blocks. */
import { proxy, wrap } from 'comlink'
import * as errors from '../errors.ts'
import { type EngineInfo, MARK, type Opening } from './opening.ts'
import type { Service } from './service.ts'
import type { TaskContext, Tasks } from './tasks.ts'

/** A dedicated worker of a page. */
export interface EngineWorker {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void
  /** Ends it at once. */
  terminate(): void
}

type InputOf<Task> = Task extends (input: infer Input, ...rest: never) => unknown ? Input : never
type ResultOf<Task> = Task extends (...args: never) => infer Result ? Awaited<Result> : never
type ProgressOf<Task> = Task extends (input: never, context: TaskContext<infer Progress>) => unknown
  ? Progress
  : never

/** What goes on beside a call. */
export interface CallOptions<Progress> {
  /** What it throws aborts the task, and is what the call throws. */
  readonly onProgress?: (progress: Progress) => void
  /** Aborted, the task's own signal is; what the task then gives is the result. */
  readonly signal?: AbortSignal
}

/** The engine in a worker, as its page has it. */
export interface Engine<T extends Tasks> {
  /** What the worker has to compute with, once its module has run. */
  readonly ready: Promise<EngineInfo>
  /**
   * Runs a task in the worker.
   * @throws what the task throws, as an error of that class where it is one of this package's, with its name and
   * message else; the signal's reason where it is aborted before the task begins; DeviceError where the worker ended
   */
  call<Name extends keyof T & string>(
    task: Name,
    input: InputOf<T[Name]>,
    options?: CallOptions<ProgressOf<T[Name]>>,
  ): Promise<ResultOf<T[Name]>>
  /** Ends the worker at once; what it does is lost, and its calls are rejected. */
  dispose(): void
}

/**
 * Runs the engine in a dedicated worker, whose module calls `serveTasks`. The page makes the worker itself, so that its
 * bundler sees which module it is.
 * @param worker just made: its first message must not be missed
 * @example
 * // worker.ts: export const tasks = serveTasks({ double: (x: number) => 2 * x })
 * // here, worker is new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
 * const engine = openEngine<typeof tasks>(worker)
 * const { limitation } = await engine.ready // why there is but one thread, where there is
 * await engine.call('double', 21) // 42
 * engine.dispose()
 */
export function openEngine<T extends Tasks>(worker: EngineWorker): Engine<T> {
  const waiting = new Set<(error: Error) => void>()
  let made = 0
  let ended: Error | undefined

  function end(message: string): void {
    if (ended) return
    ended = new errors.DeviceError(message)
    for (const reject of waiting) reject(ended)
    opening.then(({ port }) => port.close())
    worker.terminate()
  }

  /** What comes, or the worker's end, of which comlink knows nothing. */
  const unlessEnded = <Value>(coming: Promise<Value>): Promise<Value> =>
    new Promise<Value>((resolve, reject) => {
      waiting.add(reject)
      coming.then(resolve, reject).finally(() => waiting.delete(reject))
    })

  const opening = new Promise<Opening>((resolve) =>
    worker.addEventListener('message', ({ data }) => {
      if (typeof data === 'object' && data !== null && MARK in data) resolve(data[MARK] as Opening)
    }),
  )
  worker.addEventListener('error', ({ message }) =>
    end(`the worker failed: ${message ?? 'its module could not be loaded'}`),
  )
  const opened = unlessEnded(opening.then(({ info, port }) => ({ info, service: wrap<Service>(port) })))
  const ready = opened.then(({ info }) => info)
  ready.catch(() => {}) // whoever waits for it, or calls, learns of it

  return {
    ready,
    async call(task, input, { onProgress, signal } = {}) {
      signal?.throwIfAborted()
      const { service } = await opened
      signal?.throwIfAborted()
      if (ended) throw ended
      const id = made++
      const abort = () => void service.abort(id)
      const progress = onProgress && proxy((value: unknown) => onProgress(value as never))
      signal?.addEventListener('abort', abort)
      try {
        return (await unlessEnded(service.run(id, task, input, progress).catch(thrown))) as never
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    dispose: () => end('the worker was disposed of'),
  }
}

const classes: ReadonlyMap<string, new (message: string) => Error> = new Map(
  [...Object.values(errors), RangeError, TypeError].map((each) => [each.name, each]),
)

/** Throws what the task threw in its own class; comlink keeps name, message and the worker's stack. */
function thrown(cause: unknown): never {
  if (!(cause instanceof Error)) throw new Error(String(cause))
  const known = classes.get(cause.name)
  if (!known) throw cause
  const error = new known(cause.message)
  if (cause.stack !== undefined) error.stack = cause.stack
  throw error
}
