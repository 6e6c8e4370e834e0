import { vi } from 'vitest'
import { run } from '../../packages/cloze/src/program.ts'
import type { Ended } from './cloze.ts'

/** Runs what would print, in this process: quicker than a shell's, where no exit status is asked for. */
export async function printed(body: () => Promise<unknown>): Promise<{ stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += text
      return true
    }),
  )
  try {
    await body()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return texts
}

/** Of commander's commands, what is called here. */
interface Command {
  parseAsync(args: readonly string[], how: { readonly from: 'user' }): Promise<unknown>
}

/** As `printed`, a command with its arguments. */
export const inProcess = (command: Command, ...args: string[]) =>
  printed(() => command.parseAsync(args, { from: 'user' }))

/** As `cloze`, in this process: what its arguments come to is tried by the hundred. */
export async function clozeHere(args: readonly string[]): Promise<Ended> {
  let status: number | null = null
  const texts = await printed(async () => {
    status = await run(args)
  })
  return { status, ...texts }
}
