/** Gradients against finite differences. */
import {
  concatenate,
  formatShape,
  mul,
  random,
  reshape,
  type Shape,
  scope,
  sizeOf,
  sum,
  type Tensor,
  tensor,
  type Values,
} from '@cloze/tensor'
import { gradients } from './backward.ts'
import { GradientError } from './errors.ts'
import { Variable } from './tape.ts'

/** A function of tensors that is to be checked; what it returns may have any shape. */
export type Differentiable = (...inputs: Variable[]) => Variable

export interface CheckOptions {
  /** 2 also checks the gradient's own gradient. 1 where left out. */
  readonly order?: number
  /** Of the random signs. 0 where left out. */
  readonly seed?: number
  /** How far the differences reach, in the units of the inputs. 10⁻³ where left out. */
  readonly step?: number
  /** How far a gradient may be off, as a share of the input's typical gradient. 10⁻⁶ where left out. */
  readonly tolerance?: number
  /** How many pairs of random directions are tried. 4 where left out. */
  readonly projections?: number
}

type Settings = Required<CheckOptions>

/** So many elements of an input are checked one by one; the others in sums alone. */
const SAMPLE = 32

/**
 * Compares the gradients of `f` with central differences in float64. The outputs are added up with random signs, and
 * the inputs moved with random signs, so that one comparison covers the whole Jacobian and an error in a single cell
 * is never averaged away; up to 32 elements of each input are compared one by one as well.
 * @param f is called many times; it must be smooth within `2·step` of the inputs, and always give the same
 * @param inputs on `reference`; those of int32 are passed on and not moved
 * @throws GradientError that names the input, the place, and both numbers
 * @example
 * await checkGradients((x) => square(x), [tensor([1, 2], { device: reference })], { order: 2 })
 */
export async function checkGradients(
  f: Differentiable,
  inputs: readonly Tensor[],
  { order = 1, seed = 0, step = 1e-3, tolerance = 1e-6, projections = 4 }: CheckOptions = {},
): Promise<void> {
  for (const input of inputs)
    if (input.device.floatType !== 'float64')
      throw new GradientError(`checkGradients: ${input.device.name} is too coarse; use the reference device`)
  if (!inputs.some(moves)) throw new GradientError('checkGradients: no input is of floats')
  let function_ = f
  for (let reached = 1; reached <= order; reached++) {
    await checkOrder(function_, inputs, { order: reached, seed, step, tolerance, projections })
    function_ = gradientOf(function_, seed)
  }
}

const moves = (input: Tensor): boolean => input.dtype !== 'int32'

/** All gradients of `f`, summed with random signs, in one row. */
function gradientOf(f: Differentiable, seed: number): Differentiable {
  const signs = rademacher(seed, 'gradient')
  return (...inputs) => {
    const loss = project(f(...inputs), signs)
    const wanted = inputs.filter((input) => moves(input.value))
    const found = gradients(loss, wanted, { createGraph: true })
    return concatenate(found.map((each) => reshape(each, [sizeOf(each.shape)])))
  }
}

async function checkOrder(f: Differentiable, inputs: readonly Tensor[], settings: Settings): Promise<void> {
  const points = await Promise.all(inputs.map((input) => input.data()))
  for (let projection = 0; projection < settings.projections; projection++) {
    const signs = rademacher(settings.seed, settings.order, projection, 'outputs')
    const { found, magnitude } = await analytic(f, inputs, signs)
    for (const [number, input] of inputs.entries()) {
      const gradient = found[number]
      if (gradient === undefined || gradient.length === 0) continue
      const value = (point: Values) =>
        evaluate(
          f,
          () => inputs.with(number, tensor(point, { shape: input.shape, device: input.device })),
          signs,
        )
      const one = { number, shape: input.shape, at: points[number] ?? [], gradient, value, magnitude }
      await checkDirection(one, rademacher(settings.seed, projection, number, 'inputs'), settings)
      if (projection === 0) await checkElements(one, settings)
    }
  }
}

/** One input, what the gradient of the signed sum is there, and the sum as a function of it. */
interface Checked {
  readonly number: number
  readonly shape: Shape
  readonly at: ArrayLike<number>
  readonly gradient: ArrayLike<number>
  readonly value: (point: Values) => Promise<number>
  /** The sum of the outputs' absolute values, on which the rounding of the sum depends. */
  readonly magnitude: number
}

/** An element and the sign with which it is moved. */
type Direction = readonly (readonly [element: number, sign: number])[]

async function checkDirection(checked: Checked, signs: Signs, settings: Settings): Promise<void> {
  const drawn = signs(checked.gradient.length)
  let direction: Direction = Array.from(drawn, (sign, element) => [element, sign] as const)
  if ((await compare(checked, direction, settings)).passes) return
  // Half of it is wrong, and half of that, until one element is left to be named.
  while (direction.length > 1) {
    const middle = direction.length >> 1
    const [left, right] = [direction.slice(0, middle), direction.slice(middle)]
    const inLeft = await compare(checked, left, settings)
    const inRight = await compare(checked, right, settings)
    direction = inLeft.excess > inRight.excess ? left : right
  }
  const [[element] = [0]] = direction
  throw wrong(checked, element, await compare(checked, [[element, 1]], settings), settings)
}

async function checkElements(checked: Checked, settings: Settings): Promise<void> {
  const { number, gradient } = checked
  const stream = random(settings.seed, settings.order, number, 'elements')
  const all = gradient.length <= SAMPLE
  for (let draw = 0; draw < Math.min(SAMPLE, gradient.length); draw++) {
    const element = all ? draw : stream.integer(gradient.length)
    const compared = await compare(checked, [[element, 1]], settings)
    if (!compared.passes) throw wrong(checked, element, compared, settings)
  }
}

interface Compared {
  readonly gradient: number
  readonly difference: number
  /** How far off, as a multiple of what is allowed. */
  readonly excess: number
  readonly passes: boolean
}

/** The gradient along a direction, and the central difference of fourth order (Abramowitz & Stegun 1964, 25.3.6). */
async function compare(checked: Checked, direction: Direction, settings: Settings): Promise<Compared> {
  // A direction as long as that of one element, however many it moves.
  const step = settings.step / Math.sqrt(direction.length)
  const at = (steps: number) => checked.value(moved(checked.at, direction, steps * step))
  const [near, far] = [(await at(1)) - (await at(-1)), (await at(2)) - (await at(-2))]
  const difference = (8 * near - far) / (12 * step)
  const gradient = direction.reduce((total, [i, sign]) => total + sign * (checked.gradient[i] ?? 0), 0)
  const rounding = (16 * Number.EPSILON * (1 + checked.magnitude)) / step
  const typical = rootMeanSquare(checked.gradient) + (direction.length === 1 ? Math.abs(difference) : 0)
  const allowed = settings.tolerance * typical + rounding
  const excess = Math.abs(gradient - difference) / allowed
  return { gradient, difference, excess: Number.isNaN(excess) ? Infinity : excess, passes: excess <= 1 }
}

function moved(at: ArrayLike<number>, direction: Direction, by: number): Float64Array {
  const point = Float64Array.from(at)
  for (const [element, sign] of direction) point[element] = (point[element] ?? 0) + sign * by
  return point
}

const rootMeanSquare = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((total, value) => total + value * value, 0) / values.length)

function wrong({ number, shape }: Checked, element: number, compared: Compared, { order }: Settings) {
  const place: number[] = []
  let rest = element
  for (const size of shape.toReversed()) {
    place.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return new GradientError(
    `${order > 1 ? `order ${order}, ` : ''}input ${number} at ${formatShape(place)}: the gradient is ${compared.gradient}, but differences give ${compared.difference}`,
  )
}

/** `length` numbers that are 1 or −1; the same ones each time. */
type Signs = (length: number) => Float64Array

function rademacher(...names: (string | number)[]): Signs {
  const stream = random('signs', ...names)
  const drawn: number[] = []
  return (length) => {
    while (drawn.length < length) drawn.push(2 * stream.integer(2) - 1)
    return Float64Array.from(drawn.slice(0, length))
  }
}

const project = (y: Variable, signs: Signs): Variable =>
  sum<Variable>(mul(y, tensor(signs(sizeOf(y.shape)), { shape: y.shape, device: y.value.device })))

/** The inputs as leaves that belong to the scope; whole numbers have no gradient. */
const leaves = (inputs: readonly Tensor[]): Variable[] =>
  inputs.map((input) => new Variable(input.alias(), undefined, moves(input)))

/** The signed sum of the outputs, as a number. */
async function evaluate(f: Differentiable, inputs: () => readonly Tensor[], signs: Signs): Promise<number> {
  const result = scope(() => project(f(...leaves(inputs())), signs).value)
  const value = await result.item()
  result.dispose()
  return value
}

/** The gradients of the signed sum, and the size of the outputs. */
async function analytic(f: Differentiable, inputs: readonly Tensor[], signs: Signs) {
  const { outputs, found } = scope(() => {
    const variables = leaves(inputs)
    const y = f(...variables)
    return { outputs: y.value.alias(), found: gradients(project(y, signs), variables) }
  })
  const read = await Promise.all([outputs, ...found].map((each) => each.data()))
  for (const each of [outputs, ...found]) each.dispose()
  const [values = [], ...rest] = read
  const magnitude = Array.from(values).reduce((total, value) => total + Math.abs(value), 0)
  return {
    found: rest.map((each, place) => (inputs[place]?.dtype === 'int32' ? undefined : each)),
    magnitude,
  }
}
