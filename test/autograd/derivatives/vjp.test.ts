/** A user's own op may bring its own gradient. */
import {
  checkGradients,
  defineVjp,
  GradientError,
  gradients,
  parameter,
  type Variable,
} from '@cloze/autograd'
import type { Cotangent, Pull, ResidualName } from '@cloze/autograd/extend'
import {
  add,
  apply,
  concatenate,
  defined,
  div,
  exp,
  floor,
  interpret,
  liveTensors,
  log,
  max,
  mul,
  type Operand,
  scope,
  square,
  sub,
  sum,
  tensor,
} from '@cloze/tensor'
import { ops, type Placed, primitive } from '@cloze/tensor/extend'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { derivatives } from '../../../packages/autograd/src/derivatives/ops.ts'
import { swept } from '../../swept.ts'
import { on, values } from '../on-reference.ts'

swept()

const last = { axes: [-1], keepAxes: true } as const

/** log Σ eˣ along the last axis, and the weights of the softmax, which its gradient needs. */
const logSumExp = (name: string) =>
  defined({
    name,
    operands: ['x'],
    outputs: ['y', 'weights'],
    infer: ([x]) => [
      { shape: x.shape.with(-1, 1), dtype: 'float' },
      { shape: x.shape, dtype: 'float' },
    ],
    define([x]) {
      const largest = max(x, last)
      const powers = exp(sub(x, largest))
      const total = sum(powers, last)
      return [add(log(total), largest), div(powers, total)]
    },
  })

/** x·y², of which the gradients read the operands alone. */
const product = (name: string) =>
  defined({
    name,
    operands: ['x', 'y'],
    outputs: ['z'],
    infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
    define: ([x, y]) => [mul(x, square(y))],
  })

const x = tensor([[0.3, -1.2, 0.8], [2, 0.1, -0.4]], on) // biome-ignore format: a matrix
const y = tensor([[1.3, -0.2, 0.5], [-1, 0.7, 0.4]], on) // biome-ignore format: a matrix

describe("an op's own VJP", () => {
  test('that keeps a by-product is right, and once more through the definition', async () => {
    const op = logSumExp('own')
    defineVjp(op, ['weights'], (g, { weights }) => [mul(g, weights)])
    await checkGradients((x) => apply(op, [x]), [x], { order: 2 })
  })

  test('that keeps operands and the output is right, and differentiates again', async () => {
    const op = product('own')
    defineVjp(op, ['y', 'z'], (g, { y, z }) => [() => mul(g, square(y)), () => mul(g, mul(2, div(z, y)))])
    await checkGradients((x, y) => apply(op, [x, y]), [x, y], { order: 2 })
  })

  test('that is wrong is caught, at the first order and at the second', async () => {
    const first = product('wrongAtOnce')
    defineVjp(first, ['x', 'y'], (g, { x, y }) => [mul(g, square(y)), mul(g, mul(x, y))]) // without the 2
    await expect(checkGradients((x, y) => apply(first, [x, y]), [x, y])).rejects.toThrow(GradientError)
    const again = product('wrongAgain')
    defineVjp(again, ['x', 'y'], (g, { x, y }) => [
      mul(g, square(y)),
      // The value is right, but x and y are taken for constants.
      mul(g, mul(constant(x), mul(constant(y), 2))),
    ])
    const f = (x: Variable, y: Variable) => apply(again, [x, y])
    await checkGradients(f, [x, y])
    await expect(checkGradients(f, [x, y], { order: 2 })).rejects.toThrow(GradientError)
  })

  test('is run in place of the definition', async () => {
    const op = defined({
      name: 'straightThrough',
      operands: ['x'],
      outputs: ['y'],
      infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
      define: ([x]) => [floor(x)],
    })
    const at = parameter(tensor([0.5, 1.5], on))
    const before = await values(...gradients(sum(apply(op, [at])), [at]))
    defineVjp(op, [], (g) => [g])
    expect(before).toEqual([[0, 0]])
    expect(await values(...gradients(sum(apply(op, [at])), [at]))).toEqual([[1, 1]])
    const [again] = gradients(sum(square(apply(op, [at]))), [at], { createGraph: true })
    expect(await values(again)).toEqual([[0, 2]])
  })

  test('has its attributes, and the shapes of its operands', async () => {
    const op = defined({
      name: 'totals',
      operands: ['part', '...parts'],
      outputs: ['y'],
      infer: () => [{ shape: [], dtype: 'float' }],
      define: (parts, { factor }: { readonly factor: number }) => [mul(sum(concatenate(parts)), factor)],
    })
    defineVjp(op, [], (g, _, { factor }, [first, ...others]) => {
      const whole = (shape: readonly number[]) =>
        mul(mul(g, factor), tensor(new Float64Array(shape[0] ?? 0).fill(1), { shape, ...on }))
      return [whole(first), ...others.map(whole)]
    })
    const parts = [tensor([1, 2], on), tensor([3], on), tensor([4, 5, 6], on)]
    await checkGradients((first, ...others) => apply(op, [first ?? 0, ...others], { factor: 3 }), parts)
  })

  test('keeps what it names, and lets go of it', () => {
    const op = logSumExp('kept')
    defineVjp(op, ['weights'], (g, { weights }) => [mul(g, weights)])
    const at = parameter(x.alias())
    const before = liveTensors()
    const loss = scope(() => sum(apply(op, [at])))
    // The loss, and what the node kept: x for its definition, and the weights; sum keeps nothing.
    expect(liveTensors() - before).toBe(3)
    const [dx] = gradients(loss, [at])
    expect(liveTensors() - before).toBe(2)
    for (const each of [loss.value, dx]) each.dispose()
    expect(liveTensors()).toBe(before)
  })

  test('of a primitive makes it differentiable, but not again through a by-product', () => {
    const twice = (name: string) =>
      primitive({
        name,
        operands: ['x'],
        outputs: ['y', 'also'],
        infer: ([x]) => [
          { shape: x.shape, dtype: 'float' },
          { shape: x.shape, dtype: 'float' },
        ],
        run(device, [x], _, [y, also]) {
          for (const output of [y, also]) device.elementwise(add.op.graph, [x, x], output)
        },
      })
    const [plain, reading] = [twice('plain'), twice('reading')]
    defineVjp(plain, [], (g) => [mul(g, 2)])
    defineVjp(reading, ['also'], (g, { also }) => [mul(mul(g, 2), div(also, also))])
    const at = parameter(y.alias())
    expect(gradients(sum(interpret(plain, [at])[0]), [at], { createGraph: true })).toHaveLength(1)
    expect(gradients(sum(interpret(reading, [at])[0]), [at])).toHaveLength(1)
    expect(() => gradients(sum(interpret(reading, [at])[0]), [at], { createGraph: true })).toThrow(
      'reading: its VJP keeps a by-product, which has no gradient, and there is no definition to differentiate again',
    )
  })
})

/** The value of a variable, cut from the graph. */
const constant = (x: Operand): Operand => (typeof x === 'object' && 'value' in x ? (x as Variable).value : x)

describe('a VJP is refused', () => {
  test('for an op that has one', () => {
    expect(() => defineVjp(ops.softmax, ['y'], (g) => [g])).toThrow(
      new GradientError('softmax: has a VJP already'),
    )
    const op = product('twice')
    defineVjp(op, [], (g) => [g, undefined])
    expect(() => defineVjp(op, [], (g) => [g, undefined])).toThrow('twice: has a VJP already')
  })

  test('where a name is both an operand and an output', () => {
    expect(() => defineVjp(ops.adamW, ['first'], (g) => Array(12).fill(g) as never)).toThrow(
      'adamW: a residual is an operand or an output',
    )
  })

  test.each([1, 3])('where it gives %i gradients for two operands', (count) => {
    const op = product('odd')
    defineVjp(op, [], (g) => Array(count).fill(g) as never) // as JavaScript would
    const at = parameter(x.alias())
    expect(() => gradients(sum(apply(op, [at, at])), [at])).toThrow(
      new GradientError(`odd: its VJP gives ${count} gradients for 2 operands`),
    )
  })
})

describe('what does not fit its op does not compile', () => {
  test('a residual that it has not is an error at once', () => {
    const op = product('types')
    // @ts-expect-error there is no such operand or output
    expect(() => defineVjp(op, ['w'], (g) => [g, g])).toThrow(
      new TypeError('types: a residual is an operand or an output, (x, y) or (z), but w is neither'),
    )
  })

  test('a VJP reads what it keeps, and gives a gradient for each operand', () => {
    type Op = ReturnType<typeof product>
    expectTypeOf<ResidualName<Op>>().toEqualTypeOf<'x' | 'y' | 'z'>()
    expectTypeOf<Parameters<Pull<Op, 'x' | 'z'>>[1]>().toEqualTypeOf<{
      readonly x: Placed
      readonly z: Placed
    }>()
    expectTypeOf<ReturnType<Pull<Op, 'x'>>>().toEqualTypeOf<readonly [Cotangent, Cotangent]>()
    const define = (op: Op) => {
      // @ts-expect-error y is not kept
      defineVjp(op, ['x'], (g, { y }) => [mul(g, y), g])
      // @ts-expect-error nothing is kept
      defineVjp(op, [], (g, { x }) => [mul(g, x), g])
      // @ts-expect-error the gradient of y is missing
      defineVjp(op, ['x'], (g, { x }) => [mul(g, x)])
      // @ts-expect-error an elementwise op has its `derivative`
      defineVjp(add.op, [], (g) => [g, g])
    }
    expect(() => define(product('once'))).toThrow(GradientError) // it would have two
  })
})

test('each row of the table is of the op of its name', () => {
  for (const [name, row] of Object.entries(derivatives)) expect(row.op).toBe(Object(ops)[name])
})
