import { sameShape } from '@cloze/tensor/extend'
import type { Plain } from './plain.ts'

/** What a cell may be, and how near it has to come. */
export interface Bounds {
  /** What may come; each has the shape of the first. */
  readonly wanted: readonly [Plain, ...Plain[]]
  /** How far a cell may be off; its bits agree where there is none. */
  readonly room: (cell: number) => number | undefined
  /** What is lost near 0. */
  readonly smallest: number
}

/** A cell is too far off. */
export class Mismatch extends Error {}

/** One step of float32 beyond its largest number. */
const beyond = 2 ** 128

/** Infinity as that step, so that rounding to or from it is no more than rounding. */
const finite = (x: number): number => Math.min(Math.max(x, -beyond), beyond)

/**
 * How far each cell is off, at most what is allowed.
 * @throws Mismatch where a cell is off by more; Error where shape or dtype differ
 */
export function distances(found: Plain | undefined, { wanted, room, smallest }: Bounds): number[] {
  const [{ shape, dtype, values }] = wanted
  if (found === undefined) throw new Error('an output is missing')
  if (!sameShape(found.shape, shape)) throw new Error(`the shape is [${found.shape}], not [${shape}]`)
  if (found.dtype !== dtype) throw new Error(`the dtype is ${found.dtype}, not ${dtype}`)
  if (found.values.length !== values.length)
    throw new Error(`there are ${found.values.length} values, not ${values.length}`)
  return values.map((value, cell) => {
    const [actual = Number.NaN, allowed] = [found.values[cell], room(cell)]
    const off = (from: number): number => {
      if (Object.is(actual, from)) return 0
      if (allowed === undefined) return Number.NaN
      const distance = Math.abs(finite(actual) - finite(from))
      return distance === 0 || distance <= smallest ? 0 : distance
    }
    // NaN is near to nothing, and no room is endless
    const distance = Math.min(
      ...wanted.map((each) => off(each.values[cell] ?? Number.NaN)).filter((each) => !Number.isNaN(each)),
    )
    const most = allowed !== undefined && Number.isFinite(allowed) ? allowed : 0
    if (distance <= most) return distance
    throw new Mismatch(
      `cell ${cell} of [${shape}] is ${actual}, not ${value}${allowed === undefined ? '' : ` ± ${most}`}`,
    )
  })
}

/**
 * Shape, dtype and cells agree, each cell to within its number of units of `unit`, or in its bits without any.
 * @throws Error
 */
export function expectClose(
  found: Plain | undefined,
  wanted: Plain,
  { unit, smallest }: { readonly unit: number; readonly smallest: number },
  units?: number | Plain,
): void {
  distances(found, {
    wanted: [wanted],
    smallest,
    room: (cell) => {
      const own = typeof units === 'object' ? units.values[cell] : units
      return own === undefined ? undefined : own * unit
    },
  })
}
