import type { Device } from '@cloze/tensor'
import { sameShape } from '@cloze/tensor/extend'
import type { LibraryArray } from '../../fixtures/library.ts'
import { boundingDevice, boundsOf } from '../bounds/device.ts'
import { distances } from '../close.ts'
import { fromTensor, largest, type Plain } from '../plain.ts'
import { precisionOf } from '../precision.ts'
import { said } from './calls.ts'
import type { LibraryTest } from './cases.ts'
import { backward, forward } from './run.ts'

/**
 * Holds what a call gives on a device, and its gradients, against what they must be.
 * @throws Error that names the first cell that is too far off
 */
export async function check(device: Device, { row, callOn }: LibraryTest): Promise<void> {
  const gradients = row.back?.gradients.filter((each) => each !== undefined) ?? []
  for (const [run, arrays] of [[forward, row.outputs] as const, [backward, gradients] as const]) {
    if (arrays.length === 0) continue
    const found = await run(device, callOn(device), row, fromTensor)
    if (found.length !== arrays.length)
      throw new Error(`there are ${found.length} results, not ${arrays.length}`)
    const wanted = arrays.map((each, place) => filled(each, said(found[place])))
    if (wanted.every((each, place) => isSame(said(found[place]), each))) continue // what only moves has no bounds
    const bounds = await run(boundingDevice, callOn(boundingDevice), row, async (x) => boundsOf(x))
    for (const [place, each] of wanted.entries())
      checkClose(device, said(found[place]), each, said(bounds[place]))
  }
}

/** The same to within what rounding does, which is so little that 0.1 % of the largest number would be found. */
function checkClose(device: Device, found: Plain, wanted: Plain, bounds: Plain): void {
  const { unit, smallest, times } = precisionOf(device)
  const finite = { ...wanted, values: wanted.values.filter(Number.isFinite) }
  const most = 0.0005 * (largest(finite) || 1)
  const room = (cell: number) => {
    const allowed = times * unit * (bounds.values[cell] ?? Number.NaN)
    if (allowed > most) throw new Error(`cell ${cell} may be off by ${allowed}, which says nothing`)
    return allowed
  }
  distances(found, { wanted: [wanted], smallest, room })
}

/** With what was found in the cells of which nothing is said. */
const filled = ({ values, leftOut, ...wanted }: LibraryArray, found: Plain): Plain => ({
  ...wanted,
  values: values.map((value, cell) => (leftOut.has(cell) ? (found.values[cell] ?? value) : value)),
})

/** 0 and −0 are the same. */
export const isSame = (found: Plain, wanted: Plain): boolean =>
  found.dtype === wanted.dtype &&
  sameShape(found.shape, wanted.shape) &&
  wanted.values.every((value, cell) => value === found.values[cell] || Object.is(value, found.values[cell]))
