/** Runs what is measured in a process of its own: neither's memory, threads or garbage is the other's. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/**
 * What a program prints as the last line of its output, which is JSON.
 * @throws Error with what it said, where it fails
 */
export function ask<Answer>(program: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { cwd: root, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) {
        const said = stderr.trim().slice(-1500)
        return reject(new Error(`${program} ${args[0] ?? ''}: ${said || error.message}`))
      }
      try {
        resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
      } catch {
        reject(new Error(`${program} ${args[0] ?? ''}: printed no JSON: ${stdout.slice(-300)}`))
      }
    })
  })
}

/** A script of this workspace, in this version of Node. */
export const askOurs = <Answer>(script: string, ...args: readonly string[]): Promise<Answer> =>
  ask(process.execPath, ['--import', 'tsx', join(root, script), ...args])
