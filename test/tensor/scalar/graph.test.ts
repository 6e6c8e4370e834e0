import type { Scalar } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { evaluateFloat64 } from '../../../packages/tensor/src/scalar/evaluate.ts'
import {
  inputsOf,
  rewrite,
  substitute,
  topological,
  trace,
} from '../../../packages/tensor/src/scalar/graph.ts'
import { input, scalar } from '../../../packages/tensor/src/scalar/scalar.ts'

const [x, y] = [input(0), input(1)]

test('tracing calls the function once on its inputs', () => {
  expect(trace(2, (a = x, b = y) => a.mul(b).neg())).toBe(x.mul(y).neg())
})

test('a body of thousands of operations, one on the other, is traced and computed', () => {
  const deep = trace(1, (x: Scalar) => Array.from({ length: 20_000 }).reduce<Scalar>((y) => y.add(1), x))
  expect(topological(deep)).toHaveLength(20_002)
  expect(evaluateFloat64(deep, [5])).toBe(20_005)
})

test('values are put in for inputs, and those that are left are read', () => {
  const graph = trace(2, (x, y) => x.mul(y).add(x))
  expect([...inputsOf(graph)].sort()).toEqual([0, 1])
  const put = substitute(graph, [scalar(3), input(4)])
  expect([...inputsOf(put)]).toEqual([4])
  expect(evaluateFloat64(put, [0, 0, 0, 0, 5])).toBe(18)
  expect(rewrite(graph, () => undefined)).toBe(graph)
})
