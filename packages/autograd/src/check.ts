/** Gradients against finite differences. */
import {
  add,
  formatShape,
  mul,
  type Random,
  random,
  reference,
  scope,
  sum,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { gradients } from './backward.ts'
import { GradientError } from './errors.ts'
import { Variable } from './tape.ts'

export interface CheckOptions {
  /** 1 checks the gradients, 2 the gradients of the gradients as well. 1 where left out. */
  readonly order?: 1 | 2
  readonly seed?: number
  /** The step of the finite differences; 1e-5 where left out, near the cube root of float64's precision. */
  readonly step?: number
  /** How far gradient and difference may be apart, relative to their size where it is above 1; 1e-6 where left out. */
  readonly tolerance?: number
}

type Scalarwise = (inputs: Variable[]) => Variable

/** Inputs of up to so many elements are checked one by one; of larger ones, so many at random. */
const ELEMENTS = 16

/** Random directions for an input: where a gradient is wrong in one element of many, each sees it. */
const DIRECTIONS = 2

/**
 * Checks the gradients of `f` at `inputs` by central differences in float64.
 *
 * The output is projected on random signs (Rademacher), so that one number stands for all of it; each input then moves
 * along random signs, so that one difference sees every element of its gradient, and along single elements.
 * @param f of variables on `reference`, to a variable of any shape
 * @param inputs floats on `reference`, away from the kinks of `f`
 * @throws GradientError that names the input, where it moved, and both numbers
 * @example
 * await checkGradients(([x]) => gelu(x), [tensor([0.1, -2], { device: reference })], { order: 2 })
 */
export async function checkGradients(
  f: (inputs: Variable[]) => Variable,
  inputs: readonly Tensor[],
  { order = 1, seed = 0, step = 1e-5, tolerance = 1e-6 }: CheckOptions = {},
): Promise<void> {
  for (const { device } of inputs)
    if (device !== reference)
      throw new GradientError(`checkGradients: inputs are on the reference device, not on ${device.name}`)
  const signs = random(seed, 'checkGradients')
  const shape = scope(() => f(inputs.map(leaf))).shape
  const outputSigns = signsOf(shape, signs)
  const projected: Scalarwise = (variables) => sum(mul(f(variables), outputSigns)) as Variable
  await checkFirst(projected, inputs, signs, step, tolerance, 'gradient')
  if (order === 2) {
    const directions = inputs.map((input) => signsOf(input.shape, signs))
    const slope: Scalarwise = (variables) =>
      gradients(projected(variables), variables, { createGraph: true })
        .map((gradient, place) => sum(mul(gradient, directions[place] ?? outputSigns)) as Variable)
        .reduce((total, part) => add(total, part))
    await checkFirst(slope, inputs, signs, step, 10 * tolerance, 'second derivative')
    for (const direction of directions) direction.dispose()
  }
  outputSigns.dispose()
}

/** A leaf on a tensor that belongs to the caller. */
const leaf = (value: Tensor): Variable => new Variable(value, undefined, true)

async function checkFirst(
  f: Scalarwise,
  inputs: readonly Tensor[],
  signs: Random,
  step: number,
  tolerance: number,
  what: string,
): Promise<void> {
  const values = await Promise.all(inputs.map(async (input) => Float64Array.from(await input.data())))
  const found = scope(() => {
    const variables = inputs.map(leaf)
    return gradients(f(variables), variables)
  })
  for (const [place, input] of inputs.entries()) {
    const gradient = await found[place]?.data()
    const at = values[place]
    if (!gradient || !at || at.length === 0) continue
    for (const direction of directionsOf(at.length, signs)) {
      const slope = at.reduce((total, _, i) => total + (gradient[i] ?? 0) * (direction.along[i] ?? 0), 0)
      const difference =
        ((await valueAt(f, inputs, place, input, at, direction.along, step)) -
          (await valueAt(f, inputs, place, input, at, direction.along, -step))) /
        (2 * step)
      const allowed = tolerance * Math.max(1, Math.abs(difference), Math.abs(slope))
      if (!(Math.abs(slope - difference) <= allowed))
        throw new GradientError(
          `${what} of input ${place} ${formatShape(input.shape)} ${direction.name}: ${slope}, but finite differences give ${difference}`,
        )
    }
  }
  for (const gradient of found) gradient.dispose()
}

async function valueAt(
  f: Scalarwise,
  inputs: readonly Tensor[],
  place: number,
  input: Tensor,
  values: Float64Array,
  along: Float64Array,
  step: number,
): Promise<number> {
  const moved = values.map((value, i) => value + step * (along[i] ?? 0))
  const result = scope(() => {
    const tensors = inputs.with(place, tensor(moved, { shape: input.shape, device: reference }))
    return f(tensors.map(leaf)).value
  })
  const value = await result.item()
  result.dispose()
  return value
}

function* directionsOf(length: number, signs: Random): Generator<{ name: string; along: Float64Array }> {
  for (let i = 0; i < DIRECTIONS; i++)
    yield { name: 'along random signs', along: Float64Array.from({ length }, () => signOf(signs)) }
  for (let i = 0; i < Math.min(ELEMENTS, length); i++) {
    const element = length <= ELEMENTS ? i : signs.integer(length)
    const along = new Float64Array(length)
    along[element] = 1
    yield { name: `at element ${element}`, along }
  }
}

const signOf = (signs: Random): number => (signs.integer(2) === 0 ? -1 : 1)

const signsOf = (shape: readonly number[], signs: Random): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => signOf(signs)),
    { shape, device: reference },
  )
