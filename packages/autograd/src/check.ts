/** Gradients against finite differences. */
import { concatenate, mul, reshape, scope, sum, Tensor, tensor, type Values } from '@cloze/tensor'
import { checkOptions, sizeOf } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { checkDirection, checkElements, rademacher, type Signs } from './differences.ts'
import { shouldBe, shouldBeList } from './given.ts'
import { gradients } from './gradients.ts'
import { Variable } from './tape.ts'
import { noGradient } from './walk.ts'

/** A function of tensors that is to be checked; what it returns may have any shape. */
export type Differentiable = (...inputs: Variable[]) => Variable

/** How gradients are checked, and how exact they must be. */
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

/**
 * Compares the gradients of `f` with central differences in float64. The outputs are added up with random signs, and
 * the inputs moved with random signs, so that one comparison covers the whole Jacobian and an error in a single cell
 * is never averaged away; up to 32 elements of each input are compared one by one as well.
 * @param f is called many times; it must be smooth within `2·step` of the inputs, and always give the same
 * @param inputs on `reference`; those of int32 are passed on and not moved
 * @throws GradientError that names the input, the index, and both numbers
 * @example
 * await checkGradients((x) => square(x), [tensor([1, 2], { device: reference })], { order: 2 })
 */
export async function checkGradients(
  f: Differentiable,
  inputs: readonly Tensor[],
  options: CheckOptions = {},
): Promise<void> {
  const names = { order: true, seed: true, step: true, tolerance: true, projections: true } as const
  checkOptions('checkGradients', options, names)
  const { order = 1, seed = 0, step = 1e-3, tolerance = 1e-6, projections = 4 } = options
  for (const [what, count] of Object.entries({ order, projections }))
    if (!(Number.isInteger(count) && count > 0))
      throw new GradientError(`checkGradients: ${shouldBe(what, 'a whole number from 1', count)}`)
  if (typeof f !== 'function') throw new GradientError(`checkGradients: ${shouldBe('f', 'a function', f)}`)
  const wrong = shouldBeList('input', Tensor, inputs)
  if (wrong) throw new GradientError(`checkGradients: ${wrong}`)
  for (const input of inputs)
    if (input.device.floatType !== 'float64')
      throw new GradientError(`checkGradients: ${input.device.name} is too coarse; use the reference device`)
  if (!inputs.some(moves)) throw new GradientError('checkGradients: no input is of floats')
  let differentiated: Differentiable = (...variables) => {
    const y: unknown = f(...variables)
    if (y instanceof Variable) return y
    throw new GradientError(`checkGradients: ${shouldBe('what f gives', 'a variable', y)}`)
  }
  for (let reached = 1; reached <= order; reached++) {
    await checkOrder(differentiated, inputs, {
      order: reached,
      again: reached < order,
      seed,
      step,
      tolerance,
      projections,
    })
    differentiated = gradientOf(differentiated, seed)
  }
}

const moves = (input: Tensor): boolean => input.dtype !== 'int32'

/** All gradients of `f`, summed with random signs, in one row. */
function gradientOf(f: Differentiable, seed: number): Differentiable {
  const signs = rademacher(seed, 'gradient')
  return (...inputs) => {
    const loss = project(f(...inputs), signs)
    const wanted = inputs.filter((input) => moves(input.value))
    const found = gradients(loss, wanted, { createGraph: true, allowUnused: true })
    const all = wanted.map((input, index) => found[index] ?? new Variable(noGradient(input)))
    return concatenate(all.map((each) => reshape(each, [sizeOf(each.shape)])))
  }
}

async function checkOrder(
  f: Differentiable,
  inputs: readonly Tensor[],
  settings: Required<CheckOptions> & { readonly again: boolean },
): Promise<void> {
  const points = await Promise.all(inputs.map((input) => input.data()))
  // What is differentiated again is found in another way, with variables: it has to be as right.
  const ways = settings.again ? [false, true] : [false]
  for (let projection = 0; projection < settings.projections; projection++)
    for (const createGraph of ways) {
      const signs = rademacher(settings.seed, settings.order, projection, 'outputs')
      const { found, magnitude } = await analytic(f, inputs, signs, createGraph)
      for (const [number, input] of inputs.entries()) {
        const gradient = found[number]
        if (gradient === undefined || gradient.length === 0) continue
        const { shape, device } = input
        const value = (point: Values) =>
          evaluate(f, () => inputs.with(number, tensor(point, { shape, device })), signs)
        const one = { number, shape, at: points[number] ?? [], gradient, value, magnitude }
        await checkDirection(one, rademacher(settings.seed, projection, number, 'inputs'), settings)
        if (projection === 0 && !createGraph) await checkElements(one, settings)
      }
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
  const [[value]] = await readAndDispose([result])
  return value ?? Number.NaN
}

/** The gradients of the signed sum, and the size of the outputs. */
async function analytic(f: Differentiable, inputs: readonly Tensor[], signs: Signs, createGraph: boolean) {
  const { outputs, found } = scope(() => {
    const variables = leaves(inputs)
    const y = f(...variables)
    const loss = project(y, signs)
    const gradientsOf = createGraph
      ? gradients(loss, variables, { createGraph: true, allowUnused: true }).map((each) => each?.value)
      : gradients(loss, variables, { allowUnused: true })
    // What is held against the differences where f does not depend on an input, or lost it on the way.
    const found = variables.map((input, index) => gradientsOf[index] ?? noGradient(input))
    return { outputs: y.value.alias(), found }
  })
  const [values, ...rest] = await readAndDispose([outputs, ...found])
  const magnitude = Array.from(values).reduce((total, value) => total + Math.abs(value), 0)
  return {
    found: rest.map((each, index) => (inputs[index]?.dtype === 'int32' ? undefined : each)),
    magnitude,
  }
}

async function readAndDispose<const Tensors extends readonly Tensor[]>(
  tensors: Tensors,
): Promise<{ readonly [Index in keyof Tensors]: Values }>
async function readAndDispose(tensors: readonly Tensor[]): Promise<readonly Values[]> {
  try {
    return await Promise.all(tensors.map((each) => each.data()))
  } finally {
    for (const each of tensors) each.dispose()
  }
}
