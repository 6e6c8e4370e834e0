/** A process of Node with a display as the other end of a line. */
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { openDisplay } from './display.ts'
import type { Line } from './line.ts'

interface Question {
  readonly id: number
  readonly name: string
  readonly args: readonly unknown[]
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** @param file that calls `answerQuestions` */
export async function openProcess(file: string): Promise<Line> {
  const display = await openDisplay()
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(file, {
    execArgv: ['--import', tsx],
    serialization: 'advanced',
    env: { ...process.env, DISPLAY: display.name },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (part) => {
    said = (said + part).slice(-4000)
  })
  const waiting = new Map<number, Waiting>()
  child.on('message', ({ id, result, error }: Answer) => {
    if (error === undefined) waiting.get(id)?.resolve(result)
    else waiting.get(id)?.reject(new Error(error))
    waiting.delete(id)
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`the process ended with ${code ?? signal}\n${said}`))
      resolve()
    })
  })
  let asked = 0
  return {
    ask: (name, args) =>
      new Promise((resolve, reject) => {
        const question: Question = { id: asked++, name, args }
        waiting.set(question.id, { resolve, reject })
        child.send(question, (error) => error && reject(error))
      }),
    async close() {
      if (child.connected) child.disconnect()
      await ended
      display.close()
    },
  }
}

/** Answers a session's questions that the parent process asks. */
export function answerQuestions(session: object): void {
  const asks = new Map(Object.entries(session))
  const answer = (message: Answer) => process.send?.(message)

  process.on('message', ({ id, name, args }: Question) => {
    Promise.resolve(asks.get(name)?.(...args)).then(
      (result) => answer({ id, result }),
      (error) =>
        answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit())
}
