/** What becomes of the command where stdout or stderr can't be written. */
import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { hasCode, reasonOf } from '@cloze/mlm/node'
import { explain, FAILED } from './exit.ts'
import { say } from './progress.ts'

/** Looks after both, for a whole process. */
export function guardStandardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) writeWhole(stream)
  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on('error', (error) => {
    if (hasCode(error, 'EPIPE')) process.exit()
    say(`cloze: standard output: can not be written: ${reasonOf(error) ?? explain(error)}`)
    process.exit(FAILED)
  })
  // With stderr gone, as when a terminal is closed, nobody is left to tell, and the work goes on.
  process.stderr.on('error', () => {})
}

/** Into a file, Node writes as much as a nearly full disk takes, and never says that this was not all. */
function writeWhole(stream: Writable & { readonly fd: number }): void {
  if (!fstatSync(stream.fd).isFile()) return
  stream._write = (chunk: Uint8Array, _encoding, done) => {
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(stream.fd, chunk, at)
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
