/** What an op takes and gives is said once: the compiler checks it by name, and a call by count. */
import {
  add,
  apply,
  defined,
  interpret,
  liveTensors,
  mul,
  type Operand,
  reference,
  scope,
  sum,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { type AnyDefinedOp, type AnyOp, type DefinedName, ops, primitive } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, expectTypeOf } from 'vitest'
import type { DeviceBuffer, View } from '../../../packages/tensor/src/device/device.ts'
import type { CreateFused } from '../../../packages/tensor/src/devices/fused/kernel.ts'
import type { FusedTable } from '../../../packages/tensor/src/devices/fused/table.ts'

const on = { device: reference }
const vector = () => tensor([1, 2], on)

/** x·factor + shift, and the factor's share of it. */
const affine = defined({
  name: 'affine',
  operands: ['x', 'shift?'],
  outputs: ['y', 'scaled?'],
  infer([x, shift], _: { readonly factor: number }) {
    const y = { shape: x.shape, dtype: 'float' } as const
    return shift ? [y, y] : [y]
  },
  define([x, shift], { factor }) {
    const scaled = mul(x, factor)
    return shift === undefined ? [scaled] : [add(scaled, shift), scaled]
  },
})

/** Joined by addition; how many is up to the caller. */
const total = defined({
  name: 'total',
  operands: ['first', '...others'],
  outputs: ['y'],
  infer: ([first]) => [{ shape: first.shape, dtype: 'float' }],
  define: ([first, ...others]) => [others.reduce<Operand>((all, each) => add(all, each), first)],
})

describe('the outputs of an op', () => {
  test('have the types of their names', () => {
    scope(() => {
      const x = vector()
      const norm = interpret(ops.layerNorm, [tensor([[1, 2]], on), x, x], { epsilon: 1e-5 })
      expectTypeOf(norm).toEqualTypeOf<readonly [Tensor, Tensor, Tensor]>()
      expect(norm).toHaveLength(3)
      const few = interpret(affine, [x], { factor: 2 })
      expectTypeOf(few).toEqualTypeOf<readonly [Tensor] | readonly [Tensor, Tensor]>()
      expect(few).toHaveLength(1)
      expect(interpret(affine, [x, 1], { factor: 2 })).toHaveLength(2)
      expectTypeOf(apply(ops.softmax, [x])).toEqualTypeOf<Tensor>()
    })
  })
})

const readsTooMuch = defined({
  name: 'readsTooMuch',
  operands: ['x'],
  outputs: ['y'],
  infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
  // @ts-expect-error it has no second operand
  define: ([x, y]) => [add(x, y)],
})

const givesTooLittle = defined({
  name: 'givesTooLittle',
  operands: ['x'],
  outputs: ['y', 'z'],
  infer: ([x]) => [x, x],
  // @ts-expect-error it gives two outputs
  define: ([x]) => [mul(x, 2)],
})

/** Each of these fails `tsc` where the check above it is lost, and is an error when it runs all the same. */
const wrong: readonly [string, (x: Tensor) => unknown][] = [
  // @ts-expect-error an operand is missing
  ['misses an operand', (x) => apply(ops.matmul, [x], { transposeA: false, transposeB: false })],
  // @ts-expect-error there is one too many
  ['has one too many', (x) => apply(ops.softmax, [x, x])],
  // @ts-expect-error the optional one may be left out, no more may come
  ['has one beyond what is optional', (x) => apply(affine, [x, x, x], { factor: 1 })],
  // @ts-expect-error an op of any number needs the first
  ['has none of any number', () => apply(total, [])],
  // @ts-expect-error elementwise ops count too
  ['misses one of an elementwise op', (x) => apply(add.op, [x])],
  // @ts-expect-error it has attributes
  ['has no attributes', (x) => apply(affine, [x])],
  // @ts-expect-error numbers from the outside are no operands
  ['gives a string', () => apply(ops.softmax, ['x'])],
  ['is of a definition that reads too much', (x) => apply(readsTooMuch, [x])],
  ['is of a definition that gives too little', (x) => apply(givesTooLittle, [x])],
]

describe('neither compiles nor runs what', () => {
  for (const [title, call] of wrong)
    test(title, () => {
      scope(() => {
        expect(() => call(vector())).toThrow(TypeError)
      })
    })
})

test('a kernel sees the operands, attributes and outputs of its op, and no more', () => {
  type V = View<DeviceBuffer>
  type Kernel<O extends AnyDefinedOp> = CreateFused<DeviceBuffer, undefined, O>
  expectTypeOf<Kernel<typeof ops.softmax>>().toEqualTypeOf<
    (given: undefined) => (operands: readonly [V], attributes: undefined, outputs: readonly [V]) => void
  >()
  expectTypeOf<Kernel<typeof affine>>().toEqualTypeOf<
    (
      given: undefined,
    ) => (
      operands: readonly [V] | readonly [V, V],
      attributes: { readonly factor: number },
      outputs: readonly [V] | readonly [V, V],
    ) => void
  >()
  type Table = FusedTable<DeviceBuffer, undefined>
  expectTypeOf<Table['layerNorm']>().toEqualTypeOf<Kernel<typeof ops.layerNorm> | undefined>()
  expectTypeOf<Kernel<typeof ops.layerNorm>>().not.toExtend<Kernel<typeof ops.softmax>>()
  expectTypeOf<keyof Table>().toEqualTypeOf<DefinedName>()
})

describe('a call from JavaScript', () => {
  const any = (op: AnyOp) => op

  test.each([
    [any(ops.matmul), 1, 'matmul: takes (a, b), but b is missing'],
    [any(ops.softmax), 0, 'softmax: takes (x), but x is missing'],
    [any(ops.softmax), 3, 'softmax: takes (x), but got 3 operands'],
    [any(affine), 0, 'affine: takes (x, shift?), but x is missing'],
    [any(affine), 3, 'affine: takes (x, shift?), but got 3 operands'],
    [any(total), 0, 'total: takes (first, ...others), but first is missing'],
    [any(add.op), 1, 'add: takes (x0, x1), but x1 is missing'],
    [any(add.op), 3, 'add: takes (x0, x1), but got 3 operands'],
  ])('%o of %i operands says in a line what is wrong', (op, count, message) => {
    scope(() => {
      const operands = Array.from({ length: count }, vector)
      expect(() => interpret(op, operands)).toThrow(new TypeError(message))
    })
  })

  test('with a hole among its operands names what is missing there', () => {
    scope(() => {
      const holed: (Operand | undefined)[] = [undefined, vector()]
      const given = holed as Operand[] // as JavaScript would
      expect(() => interpret(any(ops.matmul), given)).toThrow('matmul: takes (a, b), but a is missing')
      expect(() => interpret(any(total), [vector(), ...given])).toThrow('but ...others is missing')
    })
  })

  test('of a definition that gives too little or too much says how many', () => {
    const giving = (count: number): AnyOp => ({
      ...any(affine),
      kind: 'defined',
      define: ([x]) => Array(count).fill(x),
    })
    scope(() => {
      const x = vector()
      for (const count of [0, 3])
        expect(() => interpret(giving(count), [x], { factor: 1 })).toThrow(
          new TypeError(`affine: infer says 1 outputs, but define gives ${count}`),
        )
    })
  })
})

test.each([
  [['x?', 'y'], 'y'],
  [['...x', 'y'], 'y'],
  [['...x', '...y'], '...x'],
  [['x', 'x'], 'x'],
  [['x', 'x?'], 'x?'],
  [['x', '...x'], '...x'],
  [['x??'], 'x??'],
  [[''], ''],
])('an op of (%s) is refused where it is made', (operands: readonly string[], wrong) => {
  const made = () =>
    primitive({
      name: 'odd',
      operands,
      outputs: ['z'],
      infer: () => [{ shape: [], dtype: 'float' }],
      run: () => {},
    })
  expect(made).toThrow(`odd: (${operands.join(', ')}) has ${wrong} out of place`)
})

test('what may be left out may also be undefined', async () => {
  const found = scope(() => {
    const x = vector()
    return [apply(affine, [x], { factor: 3 }), apply(affine, [x, undefined], { factor: 3 })]
  })
  for (const each of found) expect([...(await each.data())]).toEqual([3, 6])
  for (const each of found) each.dispose()
})

test.prop([fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 })])(
  'an op of any number takes any number from the first on',
  async (numbers) => {
    const before = liveTensors()
    const y = scope(() => {
      const [first, ...others] = numbers.map((number) => tensor([number], on))
      return sum(apply(total, [first ?? 0, ...others]))
    })
    expect(await y.item()).toBe(numbers.reduce((all, number) => all + number, 0))
    y.dispose()
    expect(liveTensors()).toBe(before)
  },
)
