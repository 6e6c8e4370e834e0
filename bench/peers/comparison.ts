import type { Figure } from './alternate.ts'

/** What came of one comparison. */
export interface Comparison {
  /** What was measured: the same for all. */
  readonly what: string
  readonly unit: string
  readonly figures: readonly (Figure & {
    readonly name: string
    /** What really ran: versions, threads. */
    readonly ran: string
  })[]
  /** How many times better ours is than each peer, where it was measured: of the medians. */
  readonly ratios: Readonly<Record<string, number>>
  /** What ours must not exceed, where it has a goal, and whether its median meets it. */
  readonly goal?: { readonly most: number; readonly met: boolean }
}

/** A comparison that can't be made, and the command or the fact that would change that. */
export interface LeftOut {
  readonly what: string
  readonly reason: string
}

export type Outcome = Comparison | LeftOut

/** How all of them are run. */
export interface Settings {
  readonly threads: number
  /** Processes of each contestant. */
  readonly rounds: number
  /** Steps, products or passes that a process times. */
  readonly steps: number
  /** For models and batches that both sides read; deleted afterwards. */
  readonly folder: string
}

/** How often a process repeats what it times; the first half is warmup. So long that compilers are done. */
export const often = ({ steps }: Settings) => ({ rounds: 2 * steps, least: 200 * steps })

export const OURS = 'cloze'

/**
 * @param better which way the figures are good
 * @param goal that ours must not exceed
 */
export function comparison(
  what: string,
  unit: string,
  figures: Comparison['figures'],
  better: 'more' | 'less',
  goal?: number,
): Comparison {
  const ours = figures.find(({ name }) => name === OURS)?.median ?? Number.NaN
  const ratios = Object.fromEntries(
    figures
      .filter(({ name }) => name !== OURS)
      .map(({ name, median }) => [name, better === 'more' ? ours / median : median / ours]),
  )
  return { what, unit, figures, ratios, ...(goal && { goal: { most: goal, met: ours <= goal } }) }
}
