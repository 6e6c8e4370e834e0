/** Finite differences along random directions, held against one gradient. */
import { random, type Shape, type Values } from '@cloze/tensor'
import { formatShape, indexOf } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'

export interface Settings {
  readonly order: number
  readonly seed: number
  readonly step: number
  readonly tolerance: number
}

/** So many elements of an input are checked one by one; the others in sums alone. */
const SAMPLE = 32

/** One input, what the gradient of the signed sum is there, and the sum as a function of it. */
export interface Checked {
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

/** Moves every element at once. @throws GradientError that names the element which is furthest off */
export async function checkDirection(checked: Checked, signs: Signs, settings: Settings): Promise<void> {
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

/** Moves a sample of the elements, or all if there are few, one by one. @throws GradientError */
export async function checkElements(checked: Checked, settings: Settings): Promise<void> {
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
  return new GradientError(
    `${order > 1 ? `order ${order}, ` : ''}input ${number} at ${formatShape(indexOf(shape, element))}: the gradient is ${compared.gradient}, but differences give ${compared.difference}`,
  )
}

/** `length` numbers that are 1 or −1; the same ones each time. */
export type Signs = (length: number) => Float64Array

/** The signs that belong to `names`. */
export function rademacher(...names: (string | number)[]): Signs {
  const stream = random('signs', ...names)
  const drawn: number[] = []
  return (length) => {
    while (drawn.length < length) drawn.push(2 * stream.integer(2) - 1)
    return Float64Array.from(drawn.slice(0, length))
  }
}
