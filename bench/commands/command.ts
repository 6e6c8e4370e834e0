import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Misuse } from '../misuse.ts'

/** A benchmark, by what follows its name on the command line. It prints its results to stdout. */
export type Command = (args: readonly string[]) => Promise<void>

/**
 * The flags among `args`.
 * @throws Misuse on a flag that is not one of `options`, and on what is no flag
 */
export function flags<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    // parseArgs has nothing else to complain of than what was typed.
    throw new Misuse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}
