import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  compileFloat32,
  compileFloat64,
  evaluateFloat32,
  evaluateFloat64,
} from '../../../packages/tensor/src/scalar/evaluate.ts'
import { input, scalar } from '../../../packages/tensor/src/scalar/scalar.ts'

const { fround } = Math
const x = input(0)
const y = input(1)
const z = input(2)
const float = fc.float({ noNaN: true, noDefaultInfinity: true })
const double = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('float32', () => {
  test.prop([float, float])('+, −, ·, / and √ are rounded', (a, b) => {
    expect(evaluateFloat32(x.add(y), [a, b])).toBe(fround(a + b))
    expect(evaluateFloat32(x.sub(y), [a, b])).toBe(fround(a - b))
    expect(evaluateFloat32(x.mul(y), [a, b])).toBe(fround(a * b))
    expect(evaluateFloat32(x.div(y), [a, b])).toBe(fround(a / b))
    expect(evaluateFloat32(x.sqrt(), [a])).toBe(fround(Math.sqrt(a)))
  })

  test.prop([float, float, float])('every step is rounded, not only the last', (a, b, c) => {
    expect(evaluateFloat32(x.mul(y).add(z), [a, b, c])).toBe(fround(fround(a * b) + c))
  })

  test('a product that is rounded before the sum differs from one that is not', () => {
    const a = 1 + 2 ** -12
    const fused = fround(a * a - (1 + 2 ** -11))
    expect(fused).toBe(2 ** -24)
    expect(evaluateFloat32(x.mul(x).sub(y), [a, 1 + 2 ** -11])).toBe(0)
  })

  test.prop([double])('constants are rounded', (a) => {
    expect(evaluateFloat32(scalar(a), [])).toBe(fround(a))
  })
})

test.prop([double, double, double])('float64 rounds nothing', (a, b, c) => {
  expect(evaluateFloat64(x.mul(y).add(z), [a, b, c])).toBe(a * b + c)
})

test.prop([fc.array(float, { minLength: 1 })])(
  'a compiled graph is the same function at every call',
  (values) => {
    const graph = x.mul(x).add(scalar(3).sub(x))
    const compiled = compileFloat32(graph)
    for (const value of values) expect(compiled([value])).toBe(evaluateFloat32(graph, [value]))
  },
)

describe.each([
  { name: 'float32', compile: compileFloat32, number: float, bias: 127, smallest: 2 ** -126 },
  { name: 'float64', compile: compileFloat64, number: double, bias: 1023, smallest: 2 ** -1022 },
])('$name', ({ compile, number, bias, smallest }) => {
  const exponent = compile(x.exponent())
  const significand = compile(x.significand())
  const scale = compile(x.scale(y))

  test.prop([number])('a normal number is its significand scaled by its exponent', (a) => {
    fc.pre(Math.abs(a) >= smallest)
    expect(scale([significand([a]), exponent([a])])).toBe(a)
    expect(Math.abs(significand([a]))).toBeGreaterThanOrEqual(1)
    expect(Math.abs(significand([a]))).toBeLessThan(2)
    expect(Math.sign(significand([a]))).toBe(Math.sign(a))
  })

  test('the exponent is read from the bits, at 0 and ∞ too', () => {
    for (const at of [0, -0, smallest / 2]) expect(exponent([at])).toBe(-bias)
    for (const at of [Infinity, -Infinity, Number.NaN]) expect(exponent([at])).toBe(bias + 1)
    expect([1, 1.99, 2, 0.5, -3].map((at) => exponent([at]))).toEqual([0, 0, 1, -1, 1])
  })

  test.prop([fc.integer({ min: -60, max: 60 }), fc.integer({ min: -1000, max: 1000 })])(
    'scaling by a power of two is exact',
    (n, a) => {
      expect(scale([a, n])).toBe(a * 2 ** n)
    },
  )

  test('powers are cut to an integer, held to what two factors reach, and 0 where they are NaN', () => {
    expect(scale([3, 1.9])).toBe(6)
    expect(scale([3, -1.9])).toBe(1.5)
    expect(scale([3, Number.NaN])).toBe(3)
    expect(scale([1, Infinity])).toBe(Infinity)
    expect(scale([1, -Infinity])).toBe(0)
    expect(scale([smallest / 4, 3 * bias])).toBe((smallest / 4) * 2 ** bias * 2 ** bias)
    expect(scale([-0, 5])).toBe(-0)
  })

  test('a comparison with NaN is 0', () => {
    for (const graph of [x.less(y), x.greater(y), x.equal(y)]) {
      expect(compile(graph)([Number.NaN, 1])).toBe(0)
      expect(compile(graph)([1, Number.NaN])).toBe(0)
    }
  })

  test('a select takes its second argument where the first is not 0, NaN included', () => {
    const select = compile(x.select(y, z))
    expect([1, -2, Number.NaN, 0, -0].map((at) => select([at, 5, 6]))).toEqual([5, 5, 5, 6, 6])
  })

  test('max and min put +0 above −0 and pass NaN on', () => {
    expect(compile(x.max(y))([-0, 0])).toBe(0)
    expect(compile(x.min(y))([0, -0])).toBe(-0)
    expect(compile(x.max(y))([Number.NaN, 1])).toBeNaN()
    expect(compile(x.min(y))([1, Number.NaN])).toBeNaN()
  })
})
