/**
 * Scalar expressions: a function of numbers, traced once into a small graph that every device reads in its own
 * way (float64 loops, WebAssembly SIMD, GPU source) and that autograd differentiates into another graph.
 *
 * The graph is hash-consed: the same expression is the same object, so that what is written twice is computed once.
 */

/** The number of arguments of each primitive. A reader that forgets one does not compile. */
const primitives = {
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  neg: 1,
  abs: 1,
  /** NaN where either is NaN, and +0 above −0, as in JavaScript and WebAssembly. */
  max: 2,
  min: 2,
  floor: 1,
  sqrt: 1,
  /** 1 where true, else 0; a comparison with NaN is 0. */
  less: 2,
  equal: 2,
  /** The second argument where the first is not 0 (NaN counts as not 0), else the third. */
  select: 3,
  /** The exponent field less its bias, as it stands in the bits: −127 for 0 and denormals, 128 for ∞ and NaN. */
  exponent: 1,
  /** The number with its exponent field set to that of 1: ±1 ≤ significand < ±2 for normal numbers. */
  significand: 1,
  /** x·2ⁿ as x·2^⌊n/2⌋·2^(n−⌊n/2⌋), with n clamped to the exponents that two factors reach and cut to an integer. */
  scale: 2,
} as const

/** The name of an operation that graphs are made of, such as `add`; every device has each of them. */
export type Primitive = keyof typeof primitives

/** The functions of one number that have a polynomial body for float32 devices and an exact one for `reference`. */
type UnaryName =
  | 'exp'
  | 'exp2'
  | 'expm1'
  | 'log'
  | 'log10'
  | 'log1p'
  | 'log2'
  | 'sin'
  | 'cos'
  | 'atan'
  | 'tanh'
  | 'erf'

/**
 * The functions that have a body for float32 devices and an exact one for `reference`. `pow` and `remainder` have two
 * arguments, and so has `flow`, a gradient times a slope: where no gradient arrives none goes on, be the slope infinite.
 */
export type TranscendentalName = UnaryName | 'pow' | 'remainder' | 'flow'

/** How a value of the graph is computed. */
export type ScalarNode =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'primitive'; readonly name: Primitive; readonly args: readonly Scalar[] }
  | { readonly kind: 'function'; readonly name: TranscendentalName; readonly args: readonly Scalar[] }

/**
 * One value of the graph, with the operations that build on it.
 * @example
 * const logistic = traceScalar(1, (x: Scalar) => x.neg().exp().add(1).reciprocal())
 * compileFloat64(logistic)([0]) // 0.5
 */
export class Scalar {
  readonly node: ScalarNode
  /** Unique; a node's arguments have smaller ids than the node, so that order of id is order of computation. */
  readonly id: number

  constructor(node: ScalarNode, id: number) {
    this.node = node
    this.id = id
  }

  /** Operators and `Math` see an object, and would make NaN of it. */
  [Symbol.toPrimitive](): never {
    throw new TypeError('elementwise: write x.mul(2) and x.max(0), no operator as x * 2, nor Math.max(x, 0)')
  }

  add(other: ScalarLike): Scalar {
    return primitive('add', this, scalar(other))
  }
  sub(other: ScalarLike): Scalar {
    return primitive('sub', this, scalar(other))
  }
  mul(other: ScalarLike): Scalar {
    return primitive('mul', this, scalar(other))
  }
  div(other: ScalarLike): Scalar {
    return primitive('div', this, scalar(other))
  }
  neg(): Scalar {
    return primitive('neg', this)
  }
  abs(): Scalar {
    return primitive('abs', this)
  }
  max(other: ScalarLike): Scalar {
    return primitive('max', this, scalar(other))
  }
  min(other: ScalarLike): Scalar {
    return primitive('min', this, scalar(other))
  }
  floor(): Scalar {
    return primitive('floor', this)
  }
  ceil(): Scalar {
    return this.neg().floor().neg()
  }
  /** The integer part. */
  trunc(): Scalar {
    return this.less(0).select(this.ceil(), this.floor())
  }
  /** The nearest integer; of two, the even one. */
  round(): Scalar {
    const low = this.floor()
    const part = this.sub(low)
    const even = low.mul(0.5)
    const up = part.equal(0.5).select(even.notEqual(even.floor()), part.greater(0.5))
    return up.select(this.ceil(), low)
  }
  /** −1, 0 or 1; 0 of NaN. */
  sign(): Scalar {
    return this.greater(0).sub(this.less(0))
  }
  sqrt(): Scalar {
    return primitive('sqrt', this)
  }
  less(other: ScalarLike): Scalar {
    return primitive('less', this, scalar(other))
  }
  greater(other: ScalarLike): Scalar {
    return primitive('less', scalar(other), this)
  }
  equal(other: ScalarLike): Scalar {
    return primitive('equal', this, scalar(other))
  }
  lessEqual(other: ScalarLike): Scalar {
    return this.less(other).add(this.equal(other)) // one of them at most is 1
  }
  greaterEqual(other: ScalarLike): Scalar {
    return scalar(other).lessEqual(this)
  }
  /** 1 where they differ, and where either is NaN. */
  notEqual(other: ScalarLike): Scalar {
    return one.sub(this.equal(other))
  }
  /** `yes` where this is not 0, else `no`. */
  select(yes: ScalarLike, no: ScalarLike): Scalar {
    return primitive('select', this, scalar(yes), scalar(no))
  }
  exponent(): Scalar {
    return primitive('exponent', this)
  }
  significand(): Scalar {
    return primitive('significand', this)
  }
  scale(power: ScalarLike): Scalar {
    return primitive('scale', this, scalar(power))
  }
  reciprocal(): Scalar {
    return one.div(this)
  }
  square(): Scalar {
    return this.mul(this)
  }
  exp(): Scalar {
    return apply('exp', this)
  }
  expm1(): Scalar {
    return apply('expm1', this)
  }
  log(): Scalar {
    return apply('log', this)
  }
  log1p(): Scalar {
    return apply('log1p', this)
  }
  tanh(): Scalar {
    return apply('tanh', this)
  }
  erf(): Scalar {
    return apply('erf', this)
  }
  exp2(): Scalar {
    return apply('exp2', this)
  }
  log2(): Scalar {
    return apply('log2', this)
  }
  log10(): Scalar {
    return apply('log10', this)
  }
  sin(): Scalar {
    return apply('sin', this)
  }
  cos(): Scalar {
    return apply('cos', this)
  }
  atan(): Scalar {
    return apply('atan', this)
  }
  pow(power: ScalarLike): Scalar {
    return apply('pow', this, scalar(power))
  }
  /** What is left of x − n·divisor, n whole; its sign is the divisor's. */
  remainder(divisor: ScalarLike): Scalar {
    return apply('remainder', this, scalar(divisor))
  }
}

/** What stands for a value of the graph: one, or a constant. */
export type ScalarLike = Scalar | number

const known = new Map<string, Scalar>()

function intern(key: string, node: ScalarNode): Scalar {
  const found = known.get(key)
  if (found) return found
  const made = new Scalar(node, known.size)
  known.set(key, made)
  return made
}

const ids = (args: readonly Scalar[]) => args.map((arg) => arg.id).join(',')

/**
 * The graph that is its input of that number, counted from 0.
 * @example
 * compileFloat64(scalarInput(1))([7, 8]) // 8
 */
export const input = (index: number): Scalar => intern(`input ${index}`, { kind: 'input', index })

/** `undefined`, or what JavaScript takes a value for. */
export const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value)

/**
 * A constant as a graph; a graph as it is.
 * @throws TypeError where it is neither
 * @example
 * compileFloat64(scalar(2).add(3))([]) // 5
 */
export function scalar(value: ScalarLike): Scalar {
  if (value instanceof Scalar) return value
  if (typeof value !== 'number')
    throw new TypeError(`elementwise: a scalar's method takes numbers and scalars, not ${kindOf(value)}`)
  // Object.is tells −0 from 0; a string does not.
  return intern(`constant ${Object.is(value, -0) ? '-0' : value}`, { kind: 'constant', value })
}

/**
 * The graph of a primitive of `args`; `x.add(y)` is shorter.
 * @throws TypeError where it takes another number of arguments
 * @example
 * compileFloat64(scalarPrimitive('max', scalarInput(0), zero))([-3]) // 0
 */
export function primitive(name: Primitive, ...args: Scalar[]): Scalar {
  if (args.length !== primitives[name])
    throw new TypeError(`${name}: takes ${primitives[name]} arguments, not ${args.length}`)
  const made = intern(`${name} ${ids(args)}`, { kind: 'primitive', name, args })
  if (name === 'less' || name === 'equal') comparisons?.push(made)
  return made
}

/**
 * The graph of a transcendental function of `args`; `x.exp()` is shorter.
 * @example
 * compileFloat64(applyScalar('exp', scalarInput(0)))([0]) // 1
 */
export const apply = (name: TranscendentalName, ...args: readonly Scalar[]): Scalar =>
  intern(`function ${name} ${ids(args)}`, { kind: 'function', name, args })

/** Those that the body made which is being watched. */
let comparisons: Scalar[] | undefined

/** What a body gives, and the comparisons that it made on the way. */
export function watched<Value>(body: () => Value): { value: Value; comparisons: readonly Scalar[] } {
  const made: Scalar[] = []
  comparisons = made
  try {
    return { value: body(), comparisons: made }
  } finally {
    comparisons = undefined
  }
}

/** The constant 0. */
export const zero = scalar(0)
/** The constant 1. */
export const one = scalar(1)
