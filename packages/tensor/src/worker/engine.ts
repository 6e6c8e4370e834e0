/** The page's side: the engine in a dedicated worker, so that the page never blocks. */
import * as errors from '../errors.ts'
import { type EngineInfo, MARK, type Port, type Reply, type Request, type SentError } from './messages.ts'
import type { TaskContext, Tasks } from './tasks.ts'

/** A dedicated worker of a page. */
export interface EngineWorker extends Port {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void
  terminate(): void
}

type InputOf<Task> = Task extends (input: infer Input, ...rest: never) => unknown ? Input : never
type ResultOf<Task> = Task extends (...args: never) => infer Result ? Awaited<Result> : never
type ProgressOf<Task> = Task extends (input: never, context: TaskContext<infer Progress>) => unknown
  ? Progress
  : never

export interface CallOptions<Progress> {
  readonly onProgress?: (progress: Progress) => void
  /** Aborted, the task's own signal is; what the task then gives is the result. */
  readonly signal?: AbortSignal
}

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

interface Call {
  resolve(value: unknown): void
  reject(error: Error): void
  onProgress: ((value: never) => void) | undefined
}

/**
 * Runs the engine in a dedicated worker, whose module calls `serveTasks`. The page makes the worker itself, so that its
 * bundler sees which module it is.
 * @param worker just made: its first message must not be missed
 * @example
 * import type { tasks } from './train-worker.ts'
 * const engine = openEngine<typeof tasks>(
 *   new Worker(new URL('./train-worker.ts', import.meta.url), { type: 'module' }),
 * )
 * const { threads, limitation } = await engine.ready // limitation says why there is but one thread
 * const result = await engine.call('train', { steps: 100 }, { onProgress: ({ loss }) => show(loss), signal })
 */
export function openEngine<T extends Tasks>(worker: EngineWorker): Engine<T> {
  const calls = new Map<number, Call>()
  let made = 0
  let ended: Error | undefined
  let begin: (info: EngineInfo) => void
  let fail: (error: Error) => void
  const ready = new Promise<EngineInfo>((resolve, reject) => {
    begin = resolve
    fail = reject
  })
  ready.catch(() => {}) // whoever waits for it, or calls, learns of it

  function end(message: string): void {
    if (ended) return
    ended = new errors.DeviceError(message)
    fail(ended)
    for (const call of calls.values()) call.reject(ended)
    calls.clear()
    worker.terminate()
  }

  function hear(reply: Reply): void {
    if (reply.kind === 'ready') begin({ threads: reply.threads, limitation: reply.limitation })
    else if (reply.kind === 'progress') calls.get(reply.id)?.onProgress?.(reply.value as never)
    else if (reply.kind === 'result') calls.get(reply.id)?.resolve(reply.value)
    else calls.get(reply.id)?.reject(received(reply.error))
  }

  worker.addEventListener('message', ({ data }) => {
    if (typeof data === 'object' && data !== null && MARK in data) hear(data[MARK] as Reply)
  })
  worker.addEventListener('error', ({ message }) =>
    end(`the worker failed: ${message ?? 'its module could not be loaded'}`),
  )

  const send = (request: Request) => worker.postMessage({ [MARK]: request })
  return {
    ready,
    async call(task, input, { onProgress, signal } = {}) {
      await ready
      signal?.throwIfAborted()
      if (ended) throw ended
      const id = made++
      const abort = () => send({ kind: 'abort', id })
      try {
        return await new Promise((resolve, reject) => {
          calls.set(id, { resolve: (value) => resolve(value as never), reject, onProgress })
          signal?.addEventListener('abort', abort)
          send({ kind: 'call', id, task, input })
        })
      } finally {
        signal?.removeEventListener('abort', abort)
        calls.delete(id)
      }
    },
    dispose: () => end('the worker was disposed of'),
  }
}

const classes: ReadonlyMap<string, new (message: string) => Error> = new Map(
  [...Object.values(errors), RangeError, TypeError].map((each) => [each.name, each]),
)

/** The error that was sent, with the worker's stack. */
function received({ name, message, stack }: SentError): Error {
  const known = classes.get(name)
  const error = known ? new known(message) : Object.assign(new Error(message), { name })
  if (stack !== undefined) error.stack = stack
  return error
}
