#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings'
import * as z from 'zod'
import { codeOf } from '../node-errors.ts'
import { augmentCommand } from './commands/augment.ts'
import { corpusCommand } from './commands/corpus.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { fillMaskCommand } from './commands/fill-mask.ts'
import { maskCommand } from './commands/mask.ts'
import { pretrainCommand } from './commands/pretrain.ts'
import { tokenizerCommand } from './commands/tokenizer.ts'
import { explain, MISUSED, statusOf } from './exit.ts'

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

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error
  process.exit()
})

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

const program = new Command('cloze')
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
for (const command of commands) program.addCommand(command())
const within = (command: CommandUnknownOpts): CommandUnknownOpts[] => [
  command,
  ...command.commands.flatMap(within),
]
for (const command of within(program)) command.exitOverride().copyInheritedSettings(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : MISUSED
  else {
    process.stderr.write(`cloze: ${explain(error)}\n`)
    process.exitCode = statusOf(error)
  }
}
