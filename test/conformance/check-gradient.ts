/** Gradients of a float32 device, held against those that `reference` gives for the same inputs. */
import { gradients, Variable } from '@cloze/autograd'
import { type Device, mul, reference, scope, sum, type Tensor } from '@cloze/tensor'
import type { CaseOf } from '../autograd/derivatives/case.ts'
import { Draw } from '../autograd/derivatives/draw.ts'
import { boundingDevice, boundsOf } from './bounds/device.ts'
import { distances } from './close.ts'
import { mutate, type Tallies } from './mutations.ts'
import { fromTensor, largest, maximum, type Plain, toTensor } from './plain.ts'
import type { Precision } from './precision.ts'

/** Where a case is drawn. */
export interface Point {
  readonly shape: readonly number[]
  readonly seed: number
}

/**
 * @param tallies what came is mutated, too: how many mutants are found by the same comparison
 * @returns the largest error met, in units in the last place of the largest gradient (of 1 at least)
 * @throws Error that names the first gradient that is too far off
 */
export async function checkGradient(
  device: Device,
  caseOf: CaseOf,
  point: Point,
  precision: Precision,
  tallies: Tallies = new Map(),
): Promise<number> {
  const [found, wanted] = [
    await gradientsOn(device, caseOf, point),
    await gradientsOn(reference, caseOf, point),
  ]
  const bounds = await gradientsRead(boundingDevice, caseOf, point, async (x) => boundsOf(x))
  const error = gradientError(found, wanted, bounds, precision)
  mutate(found, (mutant) => gradientError(mutant, wanted, bounds, precision), tallies)
  return error
}

/**
 * @returns as `checkGradient` does
 * @throws as `checkGradient` does
 */
function gradientError(
  found: readonly Plain[],
  wanted: readonly Plain[],
  bounds: readonly Plain[],
  { unit, smallest, times }: Precision,
): number {
  const errors = wanted.flatMap((gradient, index) =>
    distances(found[index], {
      wanted: [gradient],
      smallest,
      room: (cell) => times * unit * (bounds[index]?.values[cell] ?? Number.NaN),
    }),
  )
  return maximum(errors, 0) / (unit * Math.max(1, ...wanted.map(largest)))
}

const gradientsOn = (device: Device, caseOf: CaseOf, point: Point): Promise<Plain[]> =>
  gradientsRead(device, caseOf, point, fromTensor)

/** With other operands in the place of those that are drawn there. */
export const gradientsAt = (
  device: Device,
  caseOf: CaseOf,
  point: Point,
  operands: readonly Plain[],
): Promise<Plain[]> => gradientsRead(device, caseOf, point, fromTensor, operands)

/** The operands that are drawn at a point. */
export async function operandsAt(caseOf: CaseOf, { shape, seed }: Point): Promise<Plain[]> {
  const made: Tensor[] = []
  const inputs = scope(() => {
    const drawn = caseOf(shape, new Draw(seed)).inputs
    made.push(...drawn)
    return drawn
  })
  const read = await Promise.all(inputs.map(fromTensor))
  for (const each of made) each.dispose()
  return read
}

/** Of the outputs' sum with drawn weights, at each input of floats. */
async function gradientsRead(
  device: Device,
  caseOf: CaseOf,
  { shape, seed }: Point,
  readOne: (gradient: Tensor) => Promise<Plain>,
  operands?: readonly Plain[],
): Promise<Plain[]> {
  const found = scope(() => {
    const draw = new Draw(seed, device)
    const { f, inputs } = caseOf(shape, draw)
    const given = operands?.map((operand) => toTensor(operand, device)) ?? inputs
    const variables = given.map((input) => new Variable(input, undefined, input.dtype !== 'int32'))
    const y = f(...variables)
    const loss = sum<Variable>(mul(y, draw.floats(y.shape)))
    const wanted = variables.filter(({ isParameter }) => isParameter)
    // Whole numbers, as argmax gives them, depend on nothing: on no device is there a gradient.
    return gradients(loss, wanted, { allowUnused: true }).filter((each) => each !== undefined)
  })
  const read = await Promise.all(found.map(readOne))
  for (const each of found) each.dispose()
  return read
}
