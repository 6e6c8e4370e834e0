/** A process of Node with a display as the other end of a line. */
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Line } from '../line.ts'
import { openDisplay } from './display.ts'

export interface Question {
  readonly id: number
  readonly name: string
  readonly args: readonly unknown[]
}

export interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

export async function openProcess(): Promise<Line> {
  const display = await openDisplay()
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(join(import.meta.dirname, 'child.ts'), {
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
