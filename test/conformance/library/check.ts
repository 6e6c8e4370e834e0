import { type Device, disposeOf, unique } from '@cloze/tensor'
import { sameShape } from '@cloze/tensor/extend'
import type { LibraryArray, LibraryCase } from '../../fixtures/library.ts'
import { boundingDevice, boundsOf } from '../bounds/device.ts'
import { distances } from '../close.ts'
import { fromTensor, largest, type Plain, toTensor } from '../plain.ts'
import { type Precision, precisionOf } from '../precision.ts'
import { said } from './calls.ts'
import type { LibraryTest } from './cases.ts'
import { callOf } from './families.ts'
import { backward, forward } from './run.ts'

/**
 * Holds what a call gives on a device, and its gradients, against what they must be.
 * @throws Error that names the first cell that is too far off
 */
export async function check(
  device: Device,
  { family, row }: LibraryTest,
  precision: Precision = precisionOf(device),
): Promise<void> {
  if (row.name === 'unique') return checkUnique(device, row)
  const call = (on: Device) => callOf(family, row.name, on)
  const gradients = row.back?.gradients.filter((each) => each !== undefined) ?? []
  for (const [run, arrays] of [[forward, row.outputs] as const, [backward, gradients] as const]) {
    if (arrays.length === 0) continue
    const found = await run(device, call(device), row, fromTensor)
    if (found.length !== arrays.length)
      throw new Error(`there are ${found.length} results, not ${arrays.length}`)
    const wanted = arrays.map((each, place) => filled(each, said(found[place])))
    if (wanted.every((each, place) => isSame(said(found[place]), each))) continue // what only moves has no bounds
    const bounds = await run(boundingDevice, call(boundingDevice), row, async (x) => boundsOf(x))
    for (const [place, each] of wanted.entries())
      checkClose(precision, said(found[place]), each, said(bounds[place]))
  }
}

/** It is computed on the host, so that its result is a promise, and no bounds are known; nothing flows through it. */
async function checkUnique(device: Device, { operands, outputs }: LibraryCase): Promise<void> {
  const x = toTensor(said(operands[0]), device)
  const found = await unique(x)
  const [values, wanted] = [await fromTensor(found), said(outputs[0])]
  disposeOf([x, found])
  if (!isSame(values, wanted)) throw new Error(`there is [${values.values}], not [${wanted.values}]`)
}

/** The same to within what rounding does, which is so little that 0.1 % of the largest number would be found. */
function checkClose({ unit, smallest, times }: Precision, found: Plain, wanted: Plain, bounds: Plain): void {
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
  values: values.map((value, cell) => (leftOut.includes(cell) ? (found.values[cell] ?? value) : value)),
})

/** 0 and −0 are the same. */
const isSame = (found: Plain, wanted: Plain): boolean =>
  found.dtype === wanted.dtype &&
  sameShape(found.shape, wanted.shape) &&
  wanted.values.every((value, cell) => value === found.values[cell] || Object.is(value, found.values[cell]))
