/** Gradients of a float32 device, held against those that `reference` gives for the same inputs. */
import { gradients, Variable } from '@cloze/autograd'
import { type Device, mul, reference, scope, sum } from '@cloze/tensor'
import type { CaseOf } from '../autograd/derivatives/case.ts'
import { Draw } from '../autograd/derivatives/draw.ts'
import { distances } from './close.ts'
import { fromTensor, largest, type Plain } from './plain.ts'
import type { Precision } from './precision.ts'

/** By how many units in the last place of a case's largest gradient (of 1 at least) one of them may be off. */
export const gradientUnits = 16

/** Where a case is drawn. */
export interface Point {
  readonly shape: readonly number[]
  readonly seed: number
}

/**
 * @returns the largest error met, in units in the last place of the largest gradient (of 1 at least)
 * @throws Error that names the first gradient that is too far off
 */
export async function checkGradient(
  device: Device,
  caseOf: CaseOf,
  point: Point,
  { unit, smallest }: Precision,
): Promise<number> {
  const wanted = await gradientsOn(reference, caseOf, point)
  const found = await gradientsOn(device, caseOf, point)
  const unitOfLargest = unit * Math.max(1, ...wanted.map(largest))
  const errors = wanted.flatMap((gradient, place) =>
    distances(found[place], { wanted: [gradient], smallest, room: () => gradientUnits * unitOfLargest }),
  )
  return Math.max(0, ...errors) / unitOfLargest
}

/** Of the outputs' sum with drawn weights, at each input of floats. */
async function gradientsOn(device: Device, caseOf: CaseOf, { shape, seed }: Point): Promise<Plain[]> {
  const found = scope(() => {
    const draw = new Draw(seed, device)
    const { f, inputs } = caseOf(shape, draw)
    const variables = inputs.map((input) => new Variable(input, undefined, input.dtype !== 'int32'))
    const y = f(...variables)
    const loss = sum<Variable>(mul(y, draw.floats(y.shape)))
    const wanted = variables.filter(({ isParameter }) => isParameter)
    // Whole numbers, as argmax gives them, depend on nothing: on no device is there a gradient.
    return gradients(loss, wanted, { allowUnused: true }).filter((each) => each !== undefined)
  })
  const read = await Promise.all(found.map(fromTensor))
  for (const each of found) each.dispose()
  return read
}
