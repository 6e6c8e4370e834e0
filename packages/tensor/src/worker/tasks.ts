/** The worker's side: tasks that a page can call. */
import { cpu } from '../devices/cpu/cpu.ts'
import { MARK, type Port, type Reply, type Request, type SentError } from './messages.ts'

/** What a task gets beside its input. */
export interface TaskContext<Progress = never> {
  /** Sends something to the page while the task goes on; plain data, as for `postMessage`. */
  report(progress: Progress): void
  /** Aborted when the page aborts the call; `train` and `pretrain` take it as it is. */
  readonly signal: AbortSignal
}

/** Functions that a page can call by name. Input, progress and result are plain data, as for `postMessage`. */
export type Tasks = Readonly<Record<string, (input: never, context: TaskContext<never>) => unknown>>

/**
 * Lets a page call `tasks` in this worker, where the engine may block. Call it once, at the top level of the worker's
 * module; the page's side is `openEngine`.
 * @returns `tasks`, whose type the page needs
 * @example
 * // train-worker.ts
 * export const tasks = serveTasks({
 *   async train(options: { steps: number }, { report, signal }: TaskContext<{ loss: number }>) {
 *     return await train(model, { …, steps: options.steps, signal, hooks: [{ onReport: ({ loss }) => report({ loss }) }] })
 *   },
 * })
 */
export function serveTasks<const T extends Tasks>(
  tasks: T,
  port: Port = globalThis as typeof globalThis & Port,
): T {
  const runs = new Map(Object.entries(tasks))
  const running = new Map<number, AbortController>()
  const send = (reply: Reply) => port.postMessage({ [MARK]: reply })

  async function call(id: number, task: string, input: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const run = runs.get(task)
      if (!run) throw new RangeError(`the worker has no task ${task}; it has ${[...runs.keys()].join(', ')}`)
      const report = (value: unknown) => send({ kind: 'progress', id, value })
      const value = await run(input as never, { report, signal: controller.signal })
      send({ kind: 'result', id, value })
    } catch (error) {
      send({ kind: 'error', id, error: sent(error) }) // also where the result is nothing that can be sent
    } finally {
      running.delete(id)
    }
  }

  port.addEventListener('message', ({ data }) => {
    const request = requestIn(data)
    if (request?.kind === 'call') void call(request.id, request.task, request.input)
    else if (request?.kind === 'abort') running.get(request.id)?.abort()
  })
  send({ kind: 'ready', threads: cpu.threads, limitation: cpu.limitation })
  return tasks
}

const requestIn = (data: unknown): Request | undefined =>
  typeof data === 'object' && data !== null && MARK in data ? (data[MARK] as Request) : undefined

const sent = (error: unknown): SentError =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error), stack: undefined }
