/** What a call costs beside its work: ops on eight elements, from call to return, with their memory freed. */
import { median } from '../measure.ts'
import { alternating, figureOf } from './alternate.ts'
import { comparison, type Outcome, often, type Settings } from './comparison.ts'
import { javaScript } from './javascript.ts'

/** Calls that are timed together, so that the clock's tick is nothing. */
const TOGETHER = 1000

/** What every library has, and has no fused kernel for. */
export const calls = ['add', 'add a number', 'multiply', 'relu', 'sum', 'mean'] as const

/** What one of our calls may take, in µs. */
const goals = { alone: 2, taped: 5 } as const

interface Calls {
  readonly version: string
  /** Of one call, for each that a process timed. */
  readonly microseconds: Readonly<Record<string, readonly number[]>>
}

export async function compareCalls(settings: Settings): Promise<Outcome[]> {
  const task = JSON.stringify({ calls, together: TOGETHER, threads: 1, ...often(settings) })
  const { contestants, missing } = await javaScript<Calls>('calls', task)

  const results = await alternating(contestants, settings.rounds)
  const names = [
    ...calls.map((what) => ({ what, goal: goals.alone })),
    ...calls.map((name) => ({ what: `${name} on a tape`, goal: goals.taped })),
  ]
  return [
    ...names.map(({ what, goal }) => {
      const figures = contestants.flatMap(({ name }) => {
        const found = results.get(name) ?? []
        const timed = found.flatMap(({ microseconds }) => microseconds[what] ?? [])
        if (timed.length === 0) return [] // only ours says what the tape costs
        const rounds = found.map(({ microseconds }) => median(microseconds[what] ?? []))
        return [{ ...figureOf(rounds), name, ran: `${found[0]?.version}` }]
      })
      return comparison(`call: ${what}, 8 elements`, 'µs', figures, 'less', goal)
    }),
    ...missing,
  ]
}
