import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command from source, as a user's shell would; `onStderr` may send it a signal, `input` is what it reads. */
export function cloze(
  args: readonly string[],
  onStderr: (text: string, kill: (signal: 'SIGINT') => void) => void = () => {},
  environment: Readonly<Record<string, string>> = {},
  input: string | Uint8Array = '',
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'packages/cloze/src/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
  })
  child.stdin.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes) => {
    stdout += bytes
  })
  child.stderr.on('data', (bytes) => {
    stderr += bytes
    onStderr(stderr, (signal) => child.kill(signal))
  })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })))
}
