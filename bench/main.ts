/**
 * `pnpm bench [kernels]` times the kernels, `train` training, `peers` other libraries at the same work; `masking` compares
 * the masking strategies on a text, and `augmentation` what augmentations are worth; `same-bits` prints the fingerprint of
 * a run. What follows is read by each for itself.
 */
import type { Command } from './commands/command.ts'
import { listed, Misuse } from './misuse.ts'

/** Each is loaded when it is asked for: one needs a browser, another nothing. */
const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['kernels', async () => (await import('./commands/kernels.ts')).kernels],
  ['train', async () => (await import('./commands/train.ts')).train],
  ['peers', async () => (await import('./commands/peers.ts')).peers],
  ['masking', async () => (await import('./commands/masking.ts')).masking],
  ['augmentation', async () => (await import('./commands/augmentation.ts')).augmentation],
  ['same-bits', async () => (await import('./commands/same-bits.ts')).sameBits],
])

async function main(args: readonly string[]): Promise<void> {
  const [first = 'kernels', ...rest] = args
  const [name, own] = first.startsWith('-') ? ['kernels', args] : [first, rest]
  const command = commands.get(name)
  if (!command) throw new Misuse(`${name}: must be ${listed([...commands.keys()])}`)
  await (await command())(own)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`bench: ${error.message}\n`)
  process.exitCode = 2
}
