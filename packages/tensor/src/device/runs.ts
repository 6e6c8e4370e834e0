/** The axes of a reduction, as few as there can be. */
import type { Shape } from './device.ts'

/** Neighbouring axes that are all kept or all reduced. */
export interface Run {
  readonly reduced: boolean
  readonly size: number
}

export function runsOf(shape: Shape, axes: readonly number[]): Run[] {
  const runs: Run[] = []
  shape.forEach((size, axis) => {
    if (size === 1) return
    const reduced = axes.includes(axis)
    const last = runs.at(-1)
    if (last?.reduced === reduced) runs.splice(-1, 1, { reduced, size: last.size * size })
    else runs.push({ reduced, size })
  })
  return runs
}

/** How many elements the runs have together. */
const product = (runs: readonly Run[]): number => runs.reduce((total, { size }) => total * size, 1)

/** One step of a reduction: its last reduced run goes, those around it and the ones that are left stay. */
export interface Step {
  readonly before: number
  readonly size: number
  readonly after: number
  readonly left: readonly Run[]
}

export function lastStep(runs: readonly Run[]): Step {
  const at = runs.findLastIndex((run) => run.reduced)
  return {
    before: product(runs.slice(0, Math.max(at, 0))),
    size: at < 0 ? 1 : (runs[at]?.size ?? 1),
    after: product(runs.slice(at < 0 ? 0 : at + 1)),
    left: runs.toSpliced(at, at < 0 ? 0 : 1),
  }
}
