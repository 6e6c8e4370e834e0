import { readFileSync } from 'node:fs'
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings'
import * as z from 'zod'
import { augmentCommand } from './commands/augment.ts'
import { corpusCommand } from './commands/corpus.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { fillMaskCommand } from './commands/fill-mask.ts'
import { maskCommand } from './commands/mask.ts'
import { pretrainCommand } from './commands/pretrain.ts'
import { tokenizerCommand } from './commands/tokenizer.ts'
import { explain, MISUSED, statusOf } from './terminal/exit.ts'
import { say } from './terminal/progress.ts'

/** The commands: adding one is a file and a line. */
const commands = [
  pretrainCommand,
  evaluateCommand,
  fillMaskCommand,
  corpusCommand,
  tokenizerCommand,
  maskCommand,
  augmentCommand,
]

/** The whole command, which has not read its arguments yet. */
export function program(): CommandUnknownOpts {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const whole = new Command('cloze')
    .description('Masked language modelling from scratch.')
    .version(z.object({ version: z.string() }).parse(manifest).version)
    .configureOutput({
      outputError: (text, write) =>
        write(
          `cloze: ${text
            .replace(/^error: /, '')
            .trim()
            .replaceAll('\n', ' ')}\n`,
        ),
    })
  for (const command of commands) whole.addCommand(command())
  for (const command of within(whole)) command.exitOverride().copyInheritedSettings(whole)
  return whole
}

/** A command and those below it. */
export const within = (command: CommandUnknownOpts): CommandUnknownOpts[] => [
  command,
  ...command.commands.flatMap(within),
]

/** Does what the arguments say; what goes wrong is a line on stderr. @returns the exit status */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED
    say(`cloze: ${explain(error)}`)
    return statusOf(error)
  }
}
