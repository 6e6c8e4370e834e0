/** How everything here is timed: warm until stable, then the median of many rounds, with its spread. */

/** Milliseconds of one call. Half of the rounds lie between `low` and `high`. */
export interface Timing {
  readonly fastest: number
  readonly median: number
  readonly low: number
  readonly high: number
  /** How many rounds were timed, and of how many calls each. */
  readonly rounds: number
  readonly calls: number
}

/** The value below which a share of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export interface Patience {
  /** Milliseconds that are timed at least. */
  readonly least: number
  /** Rounds that are timed at least. */
  readonly rounds: number
  /** Milliseconds after which what is not stable is timed all the same. */
  readonly mostWarmup: number
}

export const thorough: Patience = { least: 300, rounds: 9, mostWarmup: 2000 }
/** For a look, and for the test that it runs: the figures mean little. */
export const quick: Patience = { least: 5, rounds: 3, mostWarmup: 20 }

/** A round lasts so many milliseconds: a clock's tick, and a call's own cost, are far less. */
const ROUND = 1

/** The share of a round that goes before it where another function ran. */
const PAUSE = 0.2

/** Warm where two windows of so many rounds have medians that differ by less than this share. */
const [WINDOW, STABLE] = [5, 0.03]

/** A function's rounds, in milliseconds of one call. */
export interface Rounds {
  readonly times: readonly number[]
  /** Of a round. */
  readonly calls: number
}

/**
 * Times functions that are done when they return, in turns: a round of each, then the next of each. So a machine that is
 * slow for a while is slow for all of them, and what is compared is rounds side by side. Each is warm before, and is
 * called for a while before its round where another one ran since, so that its threads are awake and the others' asleep.
 */
export function inTurns<const Runs extends readonly (() => void)[]>(
  runs: Runs,
  patience: Patience,
): { readonly [Index in keyof Runs]: Rounds } {
  const timers = runs.map((run) => ({ run, calls: warmUp(run, patience), times: [] as number[] }))
  const from = performance.now()
  for (
    let turn = 0;
    turn < patience.rounds || performance.now() - from < patience.least * runs.length;
    turn++
  )
    for (const { run, calls, times } of timers) {
      if (runs.length > 1) round(run, Math.ceil(calls * PAUSE))
      times.push(round(run, calls))
    }
  return timers as { readonly [Index in keyof Runs]: Rounds } // one for each, by `map`
}

/** @returns how many calls last a round */
function warmUp(run: () => void, { mostWarmup }: Patience): number {
  const began = performance.now()
  const warm: number[] = [round(run, 1)]
  let calls = 1
  while (performance.now() - began < mostWarmup) {
    calls = Math.max(1, Math.ceil(ROUND / Math.max(warm.at(-1) ?? ROUND, 1e-6)))
    warm.push(round(run, calls))
    const [before, now] = [warm.slice(-2 * WINDOW, -WINDOW), warm.slice(-WINDOW)].map(median)
    if (warm.length > 2 * WINDOW && Math.abs((now ?? 0) / (before ?? 0) - 1) < STABLE) break
  }
  return calls
}

function round(run: () => void, calls: number): number {
  const start = performance.now()
  for (let call = 0; call < calls; call++) run()
  return (performance.now() - start) / calls
}

export const timingOf = ({ times, calls }: Rounds): Timing => ({
  fastest: Math.min(...times),
  median: median(times),
  low: quantile(times, 0.25),
  high: quantile(times, 0.75),
  rounds: times.length,
  calls,
})

/** How many times as long a round of one takes as the round of the other beside it; the median. */
export const ratioOf = (slow: Rounds, fast: Rounds): number =>
  median(slow.times.map((time, turn) => time / (fast.times[turn] ?? Number.NaN)))

/** Times a function that is done when it returns. */
export function timed(run: () => void, patience: Patience): Timing {
  const [rounds] = inTurns([run], patience)
  return timingOf(rounds)
}
