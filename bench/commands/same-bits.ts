import { createCpu } from '@cloze/tensor'
import { fingerprint } from '../../harness/fingerprint.ts'
import { integer } from '../misuse.ts'
import { type Command, flags } from './command.ts'

/** `pnpm bench same-bits`: the fingerprint of training on this machine, to be compared with that of another. */
export const sameBits: Command = async (args) => {
  const { threads, json } = flags(args, {
    threads: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const device = createCpu(threads === undefined ? {} : { threads: integer('threads', threads, 1) })
  const { sha256, loss } = await fingerprint(device)
  const result = { sha256, loss, threads: device.threads, node: process.version }
  device.dispose()
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${sha256}\n`)
}
