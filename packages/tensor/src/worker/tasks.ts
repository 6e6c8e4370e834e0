/** The worker's side: tasks that a page can call. */
import { expose, releaseProxy } from 'comlink'
import { cpu } from '../devices/cpu/cpu.ts'
import { MARK, type Opening } from './opening.ts'
import type { Service } from './service.ts'

/** What a worker has among its own globals. */
export interface Port {
  postMessage(message: unknown, transfer: InstanceType<typeof MessagePort>[]): void
}

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
 * const port: Port = { postMessage() {} } // a worker's own, where left out
 * const tasks = serveTasks({
 *   count(to: number, { report, signal }: TaskContext<number>) {
 *     for (let n = 1; n <= to && !signal.aborted; n++) report(n)
 *     return to
 *   },
 * }, port)
 * Object.keys(tasks) // ['count']
 */
export function serveTasks<const T extends Tasks>(
  tasks: T,
  port: Port = globalThis as typeof globalThis & Port,
): T {
  const runs = new Map(Object.entries(tasks))
  const running = new Map<number, AbortController>()
  const service: Service = {
    async run(id, task, input, progress) {
      const run = runs.get(task)
      if (!run) throw new RangeError(`the worker has no task ${task}; it has ${[...runs.keys()].join(', ')}`)
      const controller = new AbortController()
      running.set(id, controller)
      let reported = Promise.resolve()
      const report = (value: unknown) => {
        if (!progress || !running.has(id)) return
        reported = Promise.all([reported, progress(value)]).then(() => {})
        reported.catch((error) => controller.abort(error))
      }
      try {
        return await run(input as never, { report, signal: controller.signal })
      } finally {
        running.delete(id)
        try {
          await reported // on a port of its own: it could come after the result, and its failure is the call's
        } finally {
          progress?.[releaseProxy]()
        }
      }
    },
    abort: (id) => running.get(id)?.abort(),
  }
  const { port1, port2 } = new MessageChannel()
  expose(service, port1)
  const opening: Opening = { info: { threads: cpu.threads, limitation: cpu.limitation }, port: port2 }
  port.postMessage({ [MARK]: opening }, [port2])
  return tasks
}
