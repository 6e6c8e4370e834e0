/** A display to draw on: the one there is, or a virtual one. */
import { spawn } from 'node:child_process'
import { program } from './modes.ts'

export interface Display {
  /** For the environment of a program. */
  readonly name: string
  close(): void
}

/** @throws Error where there is no display, and no Xvfb to make one */
export async function openDisplay(): Promise<Display> {
  const { DISPLAY } = process.env
  if (DISPLAY) return { name: DISPLAY, close: () => {} }
  const path = program('Xvfb')
  if (!path) throw new Error('openDisplay: no DISPLAY and no Xvfb')
  // It chooses a free number by itself and tells it on descriptor 3, so that two started at once don't meet; it ends
  // with its last client, should nobody close it.
  const child = spawn(
    path,
    ['-displayfd', '3', '-screen', '0', '64x64x24', '-nolisten', 'tcp', '-terminate'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  )
  const number = await new Promise<string>((resolve, reject) => {
    let told = ''
    child.stdio[3]?.on('data', (part) => {
      told += part
      if (told.includes('\n')) resolve(told.trim())
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
  })
  child.unref()
  return { name: `:${number}`, close: () => void child.kill() }
}
