/** Runs what is compared in turn, so that a machine that is slow for a while is slow for all. */
import { median } from '../measure.ts'

/** Something that is measured in one go, by its own process. */
export interface Contestant<Result> {
  readonly name: string
  run(): Promise<Result>
}

/** @returns each one's results by its name, in the order of the rounds */
export async function alternating<Result>(
  contestants: readonly Contestant<Result>[],
  rounds: number,
): Promise<Map<string, Result[]>> {
  const results = new Map<string, Result[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of contestants) results.get(name)?.push(await run())
  return results
}

/** One figure of a contestant. */
export interface Figure {
  readonly median: number
  readonly least: number
  readonly most: number
}

export const figureOf = (values: readonly number[]): Figure => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
})

/** The second half of a run: the first is warmup, of compilers, caches and threads. */
export const warmHalf = (values: readonly number[]): readonly number[] => values.slice(values.length >> 1)

/** The largest share by which two traces differ; infinite where they are not of one length. */
export function apart(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY
  const worst = Math.max(
    ...a.map((value, index) => {
      const other = b[index] ?? Number.NaN
      return Math.abs(value - other) / Math.max(Math.abs(value), Math.abs(other), 1e-3)
    }),
  )
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst
}
