/** Ours and the JavaScript libraries, each in a process of its own with the same task. */
import type { Contestant } from './alternate.ts'
import { ask, askOurs } from './child.ts'
import { OURS, type Outcome } from './comparison.ts'
import { jaxJs, tfjs } from './peers.ts'

interface Present<Result> {
  readonly contestants: readonly Contestant<Result>[]
  /** Why `what` is not measured of the others. */
  readonly missing: readonly Outcome[]
}

export async function javaScript<Result>(what: string, task: string): Promise<Present<Result>> {
  const contestants: Contestant<Result>[] = [
    { name: OURS, run: () => askOurs<Result>('bench/peers/cloze.ts', task) },
  ]
  const missing: Outcome[] = []
  for (const { name, install, installed } of [tfjs, jaxJs])
    if (await installed())
      contestants.push({
        name,
        run: () => ask<Result>(process.execPath, [`bench/peers/${name}/peer.mjs`, task]),
      })
    else missing.push({ what, reason: `${name} is not installed: ${install}` })
  return { contestants, missing }
}
