import {
  apply,
  argmax,
  DtypeError,
  defined,
  disposeOf,
  liveTensors,
  type Operand,
  ShapeError,
  scope,
  sum,
  tensor,
} from '@cloze/tensor'
import type { OutputSpec } from '@cloze/tensor/extend'
import { expect, test } from 'vitest'

const opOf = (inferred: OutputSpec, define: (x: Operand) => Operand) =>
  defined({
    name: 'mine',
    operands: ['x'],
    outputs: ['y'],
    infer: () => [inferred],
    define: ([x]) => [define(x)],
  })

const wrong = [
  [
    'another size',
    opOf({ shape: [3], dtype: 'float' }, (x) => x),
    ShapeError,
    'y is float [3], but define gives float [2]',
  ],
  [
    'fewer axes',
    opOf({ shape: [2], dtype: 'float' }, (x) => sum(x)),
    ShapeError,
    'y is float [2], but define gives float []',
  ],
  [
    'a number',
    opOf({ shape: [2], dtype: 'float' }, () => 1),
    ShapeError,
    'y is float [2], but define gives float []',
  ],
  [
    'whole numbers',
    opOf({ shape: [], dtype: 'float' }, (x) => argmax(x)),
    DtypeError,
    'y is float [], but define gives int32 []',
  ],
] as const

test.each(wrong)(
  'a definition that gives %s, unlike infer, is an error that says both',
  (_, op, kind, says) => {
    const x = tensor([1, 2])
    const before = liveTensors()
    expect(() => apply(op, [x])).toThrow(new kind(`mine: infer says that ${says}`))
    expect(liveTensors()).toBe(before)
    disposeOf(x)
  },
)

test('a definition that gives what infer says may give a number', async () => {
  const x = tensor([1, 2])
  const y = scope(() =>
    apply(
      opOf({ shape: [], dtype: 'float' }, () => 7),
      [x],
    ),
  )
  expect(await y.item()).toBe(7)
  disposeOf([x, y])
})
