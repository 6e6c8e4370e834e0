/** Runs the benchmark as a user does. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Run {
  readonly status: unknown
  readonly stdout: string
  readonly stderr: string
}

export const bench = (...args: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'bench/main.ts', ...args],
      { cwd: root, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ status: error ? error.code : 0, stdout, stderr }),
    )
  })
