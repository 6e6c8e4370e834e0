/** `pnpm bench [kernels]` times the kernels, `train` training; `same-bits` prints the fingerprint of a run. */
import type { Command } from './commands/command.ts'
import { kernels } from './commands/kernels.ts'
import { sameBits } from './commands/same-bits.ts'
import { train } from './commands/train.ts'
import { listed, Misuse } from './misuse.ts'

const commands = new Map<string, Command>(Object.entries({ kernels, train, 'same-bits': sameBits }))

async function main([first = '', ...rest]: readonly string[]): Promise<void> {
  if (first === '' || first.startsWith('-')) return kernels(first === '' ? [] : [first, ...rest])
  const command = commands.get(first)
  if (!command) throw new Misuse(`${first}: must be ${listed([...commands.keys()])}`)
  return command(rest)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`bench: ${error.message}\n`)
  process.exitCode = 2
}
