/** Derivatives of a function: what `gradients` is to a graph, these are to `f` and the place `x`. */
import {
  add,
  concatenate,
  mul,
  type Operand,
  reshape,
  type Shape,
  ShapeError,
  scope,
  shapeOf,
  sum,
  Tensor,
  tensor,
  zeros,
} from '@cloze/tensor'
import { checkOptions, formatShape, placedOperand, sameShape, sizeOf } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { shouldBe } from './given.ts'
import { withRecording } from './recording.ts'
import { asVariable, Variable } from './tape.ts'
import { noGradient, pullBack } from './walk.ts'
import { dependsOnAny } from './way.ts'

type Input = Tensor | Variable

/** Where a function is differentiated: one input, or several. */
export type Place = Input | readonly Input[]

/** A function of as many variables as the place has. */
export type FunctionOf<P extends Place> = (
  ...x: P extends readonly unknown[] ? { [Input in keyof P]: Variable } : [Variable]
) => Variable

/** One for one input; a list where the place is one. */
export type ForPlace<P extends Place, Value> = P extends readonly unknown[]
  ? { -readonly [Input in keyof P]: Value }
  : Value

/** Whether what is given can be differentiated again. */
interface Again<Created extends boolean> {
  /** Makes the results variables, connected to `x` where that is one. */
  readonly createGraph?: Created
}

/** What a result is. */
type Made<Created extends boolean> = Created extends true ? Variable : Tensor

/** The function's inputs and what it gives there. */
interface Evaluated {
  readonly inputs: readonly Variable[]
  readonly y: Variable
}

/** What is made on the way is freed, and recorded inside `noGrad` too. */
const within = <Result>(body: () => Result): Result => withRecording(true, () => scope(body))

const isList = (x: Place): x is readonly Input[] => Array.isArray(x)

/** Whether a graph is asked for. */
const wantsGraph = (name: string, options: Again<boolean>): boolean =>
  checkOptions(name, options, { createGraph: true }).createGraph === true

/** Leaves in the place of `x`, unless the graph is to go on through it. */
function evaluate(name: string, f: FunctionOf<never>, x: Place, createGraph: boolean): Evaluated {
  const fail = (what: string, right: string, given: unknown): never => {
    throw new GradientError(`${name}: ${shouldBe(what, right, given)}`)
  }
  if (typeof f !== 'function') fail('f', 'a function, written in ops', f)
  const inputs = (isList(x) ? x : [x]).map((input, index) => {
    if (createGraph && input instanceof Variable && (input.node || input.isParameter)) return input
    const value = input instanceof Variable ? input.value : input
    const which = isList(x) ? `input ${index} of x` : 'x'
    if (!(value instanceof Tensor)) return fail(which, 'a tensor or a variable, or a list of them', value)
    if (value.dtype === 'int32') throw new GradientError(`${name}: ${which} should be of floats, not int32`)
    return new Variable(value.alias(), undefined, true)
  })
  const y: unknown = (f as (...all: readonly Variable[]) => unknown)(...inputs) // as many as x has
  if (!(y instanceof Variable)) return fail('f(x)', 'a variable, made by ops from x', y)
  if (!dependsOnAny(y, inputs))
    throw new GradientError(`${name}: f(x) does not depend on x: it used none of it, or only its value`)
  return { inputs, y }
}

/** In the caller's form, without what was made on the way. */
function result<P extends Place, Created extends boolean>(
  x: P,
  createGraph: boolean,
  found: readonly Variable[],
): ForPlace<P, Made<Created>> {
  const all: readonly Input[] = createGraph ? found : found.map(({ value }) => value)
  return inFormOf(x, all) as ForPlace<P, Made<Created>> // types don't follow a flag: variables where it is true
}

/** A list where the place is one. */
const inFormOf = (x: Place, all: readonly unknown[]): unknown => (isList(x) ? all : all[0])

/** vᵀ·∂y/∂x for each input; zeros where y does not depend on it. */
const pulled = ({ inputs, y }: Evaluated, v: Operand, createGraph: boolean): Variable[] => {
  const product = sum(mul(y, v) as Variable) // a variable outranks what v may be
  const one = tensor(1, { device: y.value.device })
  const pass = { createGraph, retainGraph: true }
  const found = pullBack(product, createGraph ? new Variable(one) : one, inputs, pass)
  return found.map((each, index) => asVariable(each ?? noGradient(inputs[index] ?? y)))
}

/** One row for each element of y, so laid that the axes of y come first, then those of the input. */
function rows(evaluated: Evaluated, createGraph: boolean): Variable[] {
  const { inputs, y } = evaluated
  const count = sizeOf(y.shape)
  const { device } = y.value
  const all = Array.from({ length: count }, (_, row) =>
    scope(() => {
      const one = new Float64Array(count)
      one[row] = 1
      return pulled(evaluated, tensor(one, { shape: y.shape, device }), createGraph)
    }),
  )
  return inputs.map((input, index) => {
    const own = all.map((row) => reshape(row[index] ?? input, [1, ...input.shape]))
    const [first = asVariable(zeros([0, ...input.shape], { device })), ...others] = own
    return reshape(concatenate([first, ...others]), [...y.shape, ...input.shape])
  })
}

/** `v` as an operand of ops. */
function checkedV(name: string, v: Operand, shape: Shape, of: string): Operand {
  const given = placedOperand(name, v)
  if (sameShape(shapeOf(given), shape)) return given
  throw new ShapeError(
    `${name}: v has the shape of ${of}, ${formatShape(shape)}, not ${formatShape(shapeOf(given))}`,
  )
}

function checkScalar(name: string, { y }: Evaluated): void {
  if (sizeOf(y.shape) !== 1)
    throw new GradientError(`${name}: f gives one element, not ${formatShape(y.shape)}; see jacobian`)
}

/**
 * ∂f/∂x in full: a backward pass for each element of f(x). As `torch.autograd.functional.jacobian` and `jax.jacrev`.
 * @param x a tensor or a variable, or a list of them, which are the arguments of `f`
 * @param options.createGraph gives variables, which can be differentiated again; not where left out
 * @returns the axes of f(x), then those of x; of a list, one for each, zeros where f does not depend on it
 * @throws GradientError where f(x) does not depend on x
 * @example
 * const slopes = jacobian((x) => mul(square(x), 3), tensor([1, 2]))
 * await slopes.data() // [6, 0, 0, 12]
 */
export function jacobian<const P extends Place, Created extends boolean = false>(
  f: FunctionOf<P>,
  x: P,
  options: Again<Created> = {},
): ForPlace<P, Made<Created>> {
  const createGraph = wantsGraph('jacobian', options)
  return within(() =>
    result<P, Created>(x, createGraph, rows(evaluate('jacobian', f, x, createGraph), createGraph)),
  )
}

/**
 * vᵀ·∂f/∂x by one backward pass, however many elements f(x) has. The second of what `torch.autograd.functional.vjp` gives.
 * @param v of the shape of f(x)
 * @param options.createGraph gives variables, which can be differentiated again; not where left out
 * @returns of the shape of x; of a list, one for each
 * @throws ShapeError on a `v` of another shape; GradientError where f(x) does not depend on x
 * @example
 * const product = vectorJacobianProduct((x) => square(x), tensor([1, 2]), tensor([1, 10]))
 * await product.data() // [2, 40]
 */
export function vectorJacobianProduct<const P extends Place, Created extends boolean = false>(
  f: FunctionOf<P>,
  x: P,
  v: Operand,
  options: Again<Created> = {},
): ForPlace<P, Made<Created>> {
  const createGraph = wantsGraph('vectorJacobianProduct', options)
  return within(() => {
    const evaluated = evaluate('vectorJacobianProduct', f, x, createGraph)
    const given = checkedV('vectorJacobianProduct', v, evaluated.y.shape, 'f(x)')
    return result<P, Created>(x, createGraph, pulled(evaluated, given, createGraph))
  })
}

/**
 * The second derivatives of `f` in full: a backward pass for each element of x. As
 * `torch.autograd.functional.hessian` and `jax.hessian`.
 * @param f gives one element
 * @returns the axes of x twice; of a list, row i has the derivatives of ∂f/∂xᵢ by each
 * @throws GradientError where f gives more than one element, or does not depend on x
 * @example
 * const curvature = hessian((x) => sum(mul(square(x), x)), tensor([1, 2]))
 * await curvature.data() // [6, 0, 0, 12]
 */
export function hessian<const P extends Place, Created extends boolean = false>(
  f: FunctionOf<P>,
  x: P,
  options: Again<Created> = {},
): ForPlace<P, ForPlace<P, Made<Created>>> {
  const createGraph = wantsGraph('hessian', options)
  return within(() => {
    const { inputs, first } = firstOrder('hessian', f, x, createGraph)
    const found = first.map((y) => result<P, Created>(x, createGraph, rows({ inputs, y }, createGraph)))
    return inFormOf(x, found) as ForPlace<P, (typeof found)[number]> // a row for each input
  })
}

/**
 * The Hessian of `f` times `v`, by two backward passes: what Newton's and Lanczos' methods need of it. The second of what
 * `torch.autograd.functional.hvp` gives. Pearlmutter 1994.
 * @param f gives one element
 * @param v of the shape of x; of a list, one for each
 * @returns of the shape of x; of a list, one for each
 * @throws ShapeError on a `v` of another shape; GradientError where f gives more than one element, or does not
 *   depend on x
 * @example
 * const product = hessianVectorProduct((x) => sum(mul(square(x), x)), tensor([1, 2]), tensor([1, 10]))
 * await product.data() // [6, 120]
 */
export function hessianVectorProduct<const P extends Place, Created extends boolean = false>(
  f: FunctionOf<P>,
  x: P,
  v: ForPlace<P, Operand>,
  options: Again<Created> = {},
): ForPlace<P, Made<Created>> {
  const createGraph = wantsGraph('hessianVectorProduct', options)
  return within(() => {
    const { inputs, first } = firstOrder('hessianVectorProduct', f, x, createGraph)
    const vs = (isList(x) ? v : [v]) as readonly Operand[] // as ForPlace has it, or checked next
    if (!Array.isArray(vs) || vs.length !== inputs.length)
      throw new GradientError(`hessianVectorProduct: v is a list of ${inputs.length}, one for each input`)
    const terms = vs.map((each, index) => {
      const dx = first[index] ?? asVariable(each)
      return sum(mul(dx, checkedV('hessianVectorProduct', each, dx.shape, 'x')) as Variable) // as above
    })
    const y = terms.reduce((total, term) => add(total, term))
    return result<P, Created>(x, createGraph, pulled({ inputs, y }, 1, createGraph))
  })
}

/** The gradient as variables, so that it is differentiated again. */
function firstOrder(name: string, f: FunctionOf<never>, x: Place, createGraph: boolean) {
  const evaluated = evaluate(name, f, x, createGraph)
  checkScalar(name, evaluated)
  return { inputs: evaluated.inputs, first: pulled(evaluated, 1, true) }
}
