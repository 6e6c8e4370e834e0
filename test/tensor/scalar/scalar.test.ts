import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { evaluateFloat64 } from '../../../packages/tensor/src/scalar/evaluate.ts'
import { inputsOf, rewrite, substitute, topological } from '../../../packages/tensor/src/scalar/graph.ts'
import { input, primitive, type Scalar, scalar } from '../../../packages/tensor/src/scalar/scalar.ts'

const x = input(0)
const y = input(1)

const { expression } = fc.letrec<{ expression: Scalar }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(x, y, scalar(0.5), scalar(-3)),
    tie('expression').map((a) => a.tanh()),
    tie('expression').map((a) => a.floor()),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => a.mul(b)),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => a.sub(b)),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => a.less(b).select(a, b)),
  ),
}))
const number = fc.double({ min: -9, max: 9, noNaN: true })

test('the same expression is the same object', () => {
  expect(x.add(y).exp()).toBe(input(0).add(input(1)).exp())
  expect(x.add(y)).not.toBe(y.add(x))
})

test('constants are told apart by value: NaN is one, 0 and −0 are two', () => {
  expect(scalar(Number.NaN)).toBe(scalar(Number.NaN))
  expect(scalar(0)).not.toBe(scalar(-0))
  expect(evaluateFloat64(scalar(-0), [])).toBe(-0)
})

test('a primitive with too few or too many arguments is an error that says so', () => {
  expect(() => primitive('add', x)).toThrow(new TypeError('add: takes 2 arguments, not 1'))
  expect(() => primitive('neg', x, y)).toThrow(new TypeError('neg: takes 1 arguments, not 2'))
})

describe('an expression', () => {
  test.prop([expression])('is ordered arguments first, each node once, the root last', (root) => {
    const order = topological(root)
    expect(new Set(order).size).toBe(order.length)
    expect(order.at(-1)).toBe(root)
    order.forEach(({ node, id }, index) => {
      if (!('args' in node)) return
      for (const arg of node.args) {
        expect(order.indexOf(arg)).toBeLessThan(index)
        expect(arg.id).toBeLessThan(id)
      }
    })
  })

  test.prop([expression])('that is rewritten to itself is the same object', (root) => {
    expect(rewrite(root, () => undefined)).toBe(root)
  })

  test.prop([expression, expression, expression, number, number])(
    'with values in place of its inputs is a composition',
    (root, first, second, a, b) => {
      const at = [a, b]
      const composed = evaluateFloat64(substitute(root, [first, second]), at)
      expect(composed).toBe(evaluateFloat64(root, [evaluateFloat64(first, at), evaluateFloat64(second, at)]))
    },
  )

  test.prop([expression, number, number, number])(
    'depends on the inputs that it reads alone',
    (root, a, b, other) => {
      const reads = inputsOf(root)
      const changed = [reads.has(0) ? a : other, reads.has(1) ? b : other]
      expect(evaluateFloat64(root, changed)).toBe(evaluateFloat64(root, [a, b]))
    },
  )
})
