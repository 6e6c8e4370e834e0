/** Each elementwise op against the function that it is named after. */
import * as tensors from '@cloze/tensor'
import { compileFloat64 } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { elementwiseOps } from '../../conformance/elementwise-cases.ts'
import { erf } from '../../conformance/erf.ts'

const plain: Readonly<Record<string, (...operands: number[]) => number>> = {
  add: (x = 0, y = 0) => x + y,
  sub: (x = 0, y = 0) => x - y,
  mul: (x = 0, y = 0) => x * y,
  div: (x = 0, y = 0) => x / y,
  neg: (x = 0) => -x,
  abs: Math.abs,
  maximum: Math.max,
  minimum: Math.min,
  floor: Math.floor,
  sqrt: Math.sqrt,
  square: (x = 0) => x ** 2,
  reciprocal: (x = 0) => 1 / x,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  erf,
  less: (x = 0, y = 0) => Number(x < y),
  greater: (x = 0, y = 0) => Number(x > y),
  equal: (x = 0, y = 0) => Number(x === y),
  where: (condition = 0, yes = 0, no = 0) => (condition !== 0 ? yes : no),
  relu: (x = 0) => Math.max(x, 0),
  sigmoid: (x = 0) => 1 / (1 + Math.exp(-x)),
  gelu: (x = 0) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  sign: (x = 0) => Math.sign(x) || 0,
  clamp: (x = 0, low = 0, high = 0) => Math.min(Math.max(x, low), high),
  lerp: (a = 0, b = 0, weight = 0) =>
    Math.abs(weight) < 0.5 ? a + weight * (b - a) : b - (b - a) * (1 - weight),
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: (x = 0) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  rsqrt: (x = 0) => 1 / Math.sqrt(x),
  lessEqual: (x = 0, y = 0) => Number(x <= y),
  greaterEqual: (x = 0, y = 0) => Number(x >= y),
  notEqual: (x = 0, y = 0) => Number(x !== y),
  logicalAnd: (x = 0, y = 0) => Number(x !== 0 && y !== 0),
  logicalOr: (x = 0, y = 0) => Number(x !== 0 || y !== 0),
  logicalNot: (x = 0) => Number(x === 0),
  isNaN: (x = 0) => Number(Number.isNaN(x)),
  isFinite: (x = 0) => Number(Number.isFinite(x)),
  maskedFill: (x = 0, mask = 0, value = 0) => (mask !== 0 ? value : x),
  silu: (x = 0) => x * (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  softplus: (x = 0) => (x > 40 ? x : Math.log1p(Math.exp(x))),
  logSigmoid: (x = 0) => (x < -40 ? x : -Math.log1p(Math.exp(-x))),
  elu: (x = 0, alpha = 0) => (x > 0 ? x : alpha * Math.expm1(x)),
  leakyRelu: (x = 0, slope = 0) => (x > 0 ? x : slope * x),
  exp2: (x = 0) => 2 ** x,
  log2: Math.log2,
  log10: Math.log10,
  pow: (x = 0, y = 0) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  sin: Math.sin,
  cos: Math.cos,
  atan: Math.atan,
  remainder: (x = 0, y = 0) => {
    const left = x % y // JavaScript's has the sign of x
    return left !== 0 && left < 0 !== y < 0 ? left + y : left
  },
  hardTanh: (x = 0, low = 0, high = 0) => Math.min(Math.max(x, low), high),
}

const operand = fc.oneof(
  fc.double({ min: -9, max: 9 }),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

const exported = elementwiseOps.filter(({ op }) => op.name in tensors)

test('there is a plain function for each elementwise op of the package', () => {
  expect(exported.map(({ op }) => op.name).sort()).toEqual(Object.keys(plain).sort())
})

for (const { op } of exported) {
  const compute = compileFloat64(op.graph)
  test.prop([fc.array(operand, { minLength: op.arity, maxLength: op.arity })])(
    `${op.name} is the function of that name`,
    (operands) => {
      const [found, wanted] = [compute(operands), plain[op.name]?.(...operands) ?? Number.NaN]
      if (op.name === 'gelu' && operands[0] === Number.NEGATIVE_INFINITY) expect(found).toBeNaN()
      else if (Number.isFinite(wanted))
        expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(wanted)))
      else expect(found).toBe(wanted)
    },
  )
}
