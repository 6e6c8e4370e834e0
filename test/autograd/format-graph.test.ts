import { formatGraph, gradients, parameter, Variable } from '@cloze/autograd'
import { add, disposeOf, exp, linear, mul, neg, reference, scope, softmax, sum, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

const parameterOf = (values: number[] | number[][], name?: string) =>
  parameter(tensor(values, { device: reference }), name)

test('a graph is ops above their operands, down to named parameters and constants', () => {
  const [x, w, b] = [tensor([[1, 2]], { device: reference }), parameterOf([[1, 2]], 'w'), parameterOf([3])]
  scope(() => {
    expect(formatGraph(sum(softmax(add(linear(x, w, b), 1))))).toBe(
      [
        'sum []',
        '└─ softmax [1, 1]',
        '   └─ add [1, 1]',
        '      ├─ linear [1, 1]',
        '      │  ├─ constant [1, 2]',
        '      │  ├─ parameter w [1, 2]',
        '      │  └─ parameter [1]',
        '      └─ constant []',
      ].join('\n'),
    )
  })
  disposeOf([x, w, b])
})

test('what is used more than once has a number, and its own operands once', () => {
  const w = parameterOf([1, 2], 'w')
  scope(() => {
    const y = exp(w)
    expect(formatGraph(add(mul(y, y), w))).toBe(
      [
        'add [2]',
        '├─ mul [2]',
        '│  ├─ (1) exp [2]',
        '│  │  └─ (2) parameter w [2]',
        '│  └─ (1) exp [2], as above',
        '└─ (2) parameter w [2], as above',
      ].join('\n'),
    )
  })
  disposeOf(w)
})

test('a parameter and a constant are graphs of one line', () => {
  const w = parameterOf([1, 2], 'w')
  scope(() => {
    expect(formatGraph(w)).toBe('parameter w [2]')
    expect(formatGraph(new Variable(tensor([1])))).toBe('constant [1]')
  })
  disposeOf(w)
})

test('a long graph is cut, and says how much is left out', () => {
  const w = parameterOf([1], 'w')
  scope(() => {
    let y = neg(w)
    for (let i = 1; i < 20_000; i++) y = neg(y)
    const lines = formatGraph(y).split('\n')
    expect(lines).toHaveLength(61)
    expect(lines.at(-1)).toBe('… 19941 more')
    expect(formatGraph(y, 2)).toBe('neg [1]\n└─ neg [1]\n… 19999 more')
  })
  disposeOf(w)
})

test('a graph that a backward pass has used can still be printed', () => {
  const w = parameterOf([1], 'w')
  scope(() => {
    const y = exp(w)
    gradients(sum(y), [w])
    expect(formatGraph(y)).toBe('exp [1]\n└─ parameter w [1]')
  })
  disposeOf(w)
})

test.each([0, -1, 1.5, Number.POSITIVE_INFINITY])('%s is no number of lines', (lines) => {
  const x = parameter(1)
  expect(() => formatGraph(x, lines)).toThrow('formatGraph: lines should be a whole number from 1')
  disposeOf(x)
})
