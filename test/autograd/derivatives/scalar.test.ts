import { type Scalar, scalar } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { backwardExpression, derivative } from '../../../packages/autograd/src/derivatives/scalar.ts'
import {
  applyScalar,
  compileFloat64,
  expandScalar as expand,
  scalarInput as input,
  inputsOf,
  one,
  type Primitive,
  scalarPrimitive as primitive,
  topological,
  traceScalar,
  zero,
} from '../../../packages/tensor/src/extend/index.ts'

const evaluateFloat64 = (root: Scalar, at: readonly number[]) => compileFloat64(root)(at)

const x = input(0)
const y = input(1)
const z = input(2)

/** The value of a derivative, 0 where there is none. */
const slope = (root: Scalar, at: readonly number[], index = 0): number =>
  evaluateFloat64(derivative(root, index) ?? zero, at)

const moved = (root: Scalar, at: readonly number[], index: number, by: number): number =>
  evaluateFloat64(
    root,
    at.map((value, i) => (i === index ? value + by : value)),
  )

const centralDifference = (root: Scalar, at: readonly number[], index: number, step: number): number =>
  (moved(root, at, index, step) - moved(root, at, index, -step)) / (2 * step)

/** The slope, or undefined where differences of two widths or from two sides disagree: a kink is near. */
function numericSlope(root: Scalar, at: readonly number[], index: number): number | undefined {
  const wide = centralDifference(root, at, index, 2e-5)
  const narrow = centralDifference(root, at, index, 1e-5)
  const right = (moved(root, at, index, 1e-5) - moved(root, at, index, 0)) / 1e-5
  const size = Math.max(1, Math.abs(narrow))
  const smooth = Math.abs(wide - narrow) <= 1e-6 * size && Math.abs(right - narrow) <= 1e-3 * size
  return smooth && size < 1e4 ? narrow : undefined
}

describe('each primitive', () => {
  const away = fc.double({ min: 0.3, max: 1.7, noNaN: true })
  const point = fc
    .tuple(away, away, away)
    .filter(([a, b]) => Math.abs(a - b) > 1e-3 && Math.abs(a - 1) > 1e-3)
  const rows: { readonly [P in Primitive]: Scalar } = {
    add: x.add(y),
    sub: x.sub(y),
    mul: x.mul(y),
    div: x.div(y),
    neg: x.neg(),
    abs: x.sub(1).abs(),
    max: x.max(y),
    min: x.min(y),
    floor: x.floor(),
    sqrt: x.sqrt(),
    less: x.less(y),
    equal: x.equal(y),
    select: x.less(y).select(x.mul(z), y.mul(z)),
    exponent: x.exponent(),
    significand: x.significand(),
    scale: x.scale(scalar(3).mul(y)),
  }
  for (const [name, root] of Object.entries(rows))
    for (const index of [0, 1, 2])
      test.prop([point])(`${name} has the slope of its central difference in input ${index}`, (at) => {
        // significand steps at powers of two
        const power = Math.log2(Math.abs(at[0]))
        fc.pre(name !== 'significand' || Math.abs(power - Math.round(power)) > 1e-3)
        // scale's power steps where 3y passes an integer
        fc.pre(name !== 'scale' || Math.abs(3 * at[1] - Math.round(3 * at[1])) > 1e-3)
        expect(slope(root, at, index)).toBeCloseTo(centralDifference(root, at, index, 1e-5), 7)
      })

  for (const name of ['exp', 'exp2', 'expm1', 'log', 'log10', 'log1p', 'log2', 'sin', 'cos', 'atan', 'tanh', 'erf'] as const) // biome-ignore format: one list
    test.prop([point])(`${name} has the slope of its central difference`, (at) => {
      expect(slope(x[name](), at)).toBeCloseTo(centralDifference(x[name](), at, 0, 1e-5), 7)
    })
})

describe('drawn expressions', () => {
  const unary = fc.constantFrom<(a: Scalar) => Scalar>(
    (a) => a.neg(),
    (a) => a.abs(),
    (a) => a.square().add(0.5).sqrt(),
    (a) => a.tanh(),
    (a) => a.erf(),
    (a) => a.tanh().exp(),
    (a) => a.tanh().expm1(),
    (a) => a.square().add(0.5).log(),
    (a) => a.square().log1p(),
    (a) => a.significand(),
    (a) => a.scale(-2),
    (a) => a.floor().mul(a),
  )
  const binary = fc.constantFrom<(a: Scalar, b: Scalar) => Scalar>(
    (a, b) => a.add(b),
    (a, b) => a.sub(b),
    (a, b) => a.mul(b),
    (a, b) => a.div(b.square().add(0.5)),
    (a, b) => a.max(b),
    (a, b) => a.min(b),
    (a, b) => a.less(b).select(a.mul(2), b.neg()),
  )
  const { expression } = fc.letrec<{ expression: Scalar }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(x, y, z, scalar(0.75), scalar(-1.25)),
      fc.tuple(unary, tie('expression')).map(([f, a]) => f(a)),
      fc.tuple(binary, tie('expression'), tie('expression')).map(([f, a, b]) => f(a, b)),
    ),
  }))
  // Thousandths, each input with a part of its own: two expressions are not equal there by chance, which would be a kink.
  const thousandths = fc.integer({ min: -2000, max: 2000 }).map((n) => n / 1000)
  const point = fc
    .tuple(thousandths, thousandths, thousandths)
    .map(([a, b, c]) => [a + Math.E / 1e4, b + Math.PI / 1e4, c + Math.SQRT1_2 / 1e4])
  const index = fc.nat(2)

  test.prop([expression, point, index], { numRuns: 500 })(
    'have the slope of their central difference',
    (root, at, i) => {
      const expected = numericSlope(root, at, i)
      fc.pre(expected !== undefined)
      expect(Math.abs(slope(root, at, i) - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)))
    },
  )

  test.prop([expression, point, index, index], { numRuns: 500 })(
    'have second derivatives that are the slope of the first',
    (root, at, i, j) => {
      const first = derivative(root, i) ?? zero
      const expected = numericSlope(first, at, j)
      fc.pre(expected !== undefined)
      expect(Math.abs(slope(first, at, j) - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)))
    },
  )

  test.prop([expression, index])('have a derivative at most a few times their size', (root, i) => {
    const first = derivative(root, i)
    expect(first ? topological(first).length : 0).toBeLessThanOrEqual(8 * topological(root).length + 1)
  })

  test.prop([expression, index])('have no derivative in an input that they do not read', (root, i) => {
    fc.pre(!inputsOf(root).has(i))
    expect(derivative(root, i)).toBeUndefined()
  })

  test.prop([expression, point, index, thousandths])(
    'send back their derivative times what arrives, also when the output is given',
    (root, at, i, g) => {
      const expected = slope(root, at, i) * g
      const sent = backwardExpression(root, i, 3) ?? zero
      const actual = evaluateFloat64(sent, [g, ...at, evaluateFloat64(root, at)])
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)))
    },
  )
})

describe('zeros', () => {
  test('a constant, a step and another input have no derivative', () => {
    for (const root of [scalar(3), x.floor(), x.less(2), x.equal(y), x.exponent(), y])
      expect(derivative(root, 0)).toBeUndefined()
  })

  test('a product with a step keeps only the other factor', () => {
    expect(derivative(x.floor().mul(x), 0)).toBe(x.floor())
  })

  test('the condition of a select and the power of a scale pass nothing on', () => {
    expect(derivative(x.select(y, 1), 0)).toBeUndefined()
    expect(derivative(y.scale(x), 0)).toBeUndefined()
  })

  test('a sum has derivative 1, the same object that `one` is', () => {
    expect(derivative(x.add(y), 0)).toBe(one)
    expect(derivative(x.sub(y), 1)).toBe(scalar(-1))
    expect(derivative(x.mul(y), 0)).toBe(y)
  })
})

describe('choices', () => {
  test.prop([fc.double({ max: 0, noNaN: true })])('a NaN in the branch not taken stays out', (at) => {
    const safe = x.greater(0).select(x.log().mul(x.sqrt()), x.mul(3))
    expect(slope(safe, [at])).toBe(3)
    expect(evaluateFloat64(backwardExpression(safe, 0, 1) ?? zero, [2, at, 3 * at])).toBe(6)
  })

  test('an infinite derivative below the branch not taken stays out', () => {
    const safe = x.equal(0).select(0, x.sqrt().mul(2))
    expect(slope(safe, [0])).toBe(0)
    expect(slope(safe, [4])).toBe(0.5)
  })

  test('a branch not taken stays out of the second derivative', () => {
    const safe = x.greater(0).select(x.log(), x.square())
    expect(slope(derivative(safe, 0) ?? zero, [0])).toBe(2)
    expect(slope(derivative(safe, 0) ?? zero, [2])).toBe(-0.25)
  })

  test('max and min give half to each at a tie', () => {
    for (const root of [x.max(y), x.min(y)])
      for (const index of [0, 1]) expect(slope(root, [1.5, 1.5], index)).toBe(0.5)
    expect(slope(x.max(x), [1.5])).toBe(1)
  })

  test('abs is flat at 0', () => {
    expect(slope(x.abs(), [0])).toBe(0)
    expect(slope(x.sqrt().abs(), [0])).toBe(0)
  })
})

describe('backwardExpression', () => {
  const g = x
  test('gives the gradient itself where the derivative is 1', () => {
    expect(backwardExpression(x.add(y), 0, 2)).toBe(g)
    expect(backwardExpression(x.sub(y), 1, 2)).toBe(g.neg())
  })

  test('reads the output instead of computing it again', () => {
    expect(backwardExpression(x.exp(), 0, 1)).toBe(applyScalar('flow', g, input(2)))
    const tanh = backwardExpression(x.tanh(), 0, 1) ?? zero
    expect(inputsOf(tanh)).toEqual(new Set([0, 2]))
  })

  test('takes an override over the inputs and the output', () => {
    const sigmoid = x.neg().exp().add(1).reciprocal()
    const sent = backwardExpression(sigmoid, 0, 1, y.mul(one.sub(y))) ?? zero
    expect(evaluateFloat64(sent, [2, -1000, 0])).toBe(0)
    expect(evaluateFloat64(sent, [2, 0, 0.5])).toBe(0.5)
  })

  test('gives nothing for an override of 0', () => {
    expect(backwardExpression(x, 0, 1, zero)).toBeUndefined()
  })

  const sends = (root: Scalar, at: readonly number[]) =>
    evaluateFloat64(backwardExpression(root, 0, 1) ?? zero, at)

  test('multiplies by the gradient last, and rounds as a product does', () => {
    const sent = expand(backwardExpression(x.mul(y).erf(), 0, 2) ?? zero)
    expect(sent.node).toMatchObject({ kind: 'primitive', name: 'select' })
    const [, ordinary] = 'args' in sent.node ? sent.node.args.slice(1) : []
    expect(ordinary?.node).toMatchObject({ kind: 'primitive', name: 'mul' })
    expect(ordinary && 'args' in ordinary.node && ordinary.node.args[1]).toBe(g)
  })

  test('sends 0 where 0 arrives, be the slope infinite', () => {
    for (const root of [x.log(), x.sqrt(), x.reciprocal(), x.pow(-2)])
      for (const zero of [0, -0]) expect(sends(root, [zero, 0, root === x.sqrt() ? 0 : Infinity])).toBe(zero)
    expect(sends(x.log(), [2, 0, -Infinity])).toBe(Infinity)
    expect(sends(x.log(), [Number.NaN, 1, 0])).toBeNaN()
  })

  test('sends to the branch that was taken alone, be what arrives infinite', () => {
    const chosen = x.less(0).select(3, x)
    expect(sends(chosen, [Infinity, -1, 3])).toBe(0)
    expect(sends(chosen, [Infinity, 1, 1])).toBe(Infinity)
  })

  test('is differentiated in what arrives as the product is, also where that is 0', () => {
    const sent = backwardExpression(x.mul(y).erf(), 0, 2) ?? zero
    const slope = derivative(sent, 0) ?? zero
    expect(evaluateFloat64(slope, [0, 0.3, 2])).toBe(evaluateFloat64(slope, [5, 0.3, 2]))
    expect(evaluateFloat64(slope, [0, 0.3, 2])).toBeCloseTo(1.5745, 3)
  })

  test('shares what two branches have in common', () => {
    let root = x
    for (let i = 0; i < 40; i++) root = root.max(input(1).mul(i))
    expect(topological(backwardExpression(root, 0, 2) ?? zero).length).toBeLessThan(1000)
  })
})

test('a long chain differentiates to a graph of its own length', () => {
  const length = 300
  const chain = traceScalar(1, (at: Scalar) => {
    let value = at
    for (let i = 0; i < length; i++) value = primitive('mul', value, value.tanh())
    return value
  })
  expect(topological(derivative(chain, 0) ?? zero).length).toBeLessThan(12 * length)
})
