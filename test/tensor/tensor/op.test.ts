/** An op is data, and its operands interpret it: here, operands that know nothing but their shape. */
import {
  add,
  addLayerNorm,
  apply,
  attention,
  broadcastTo,
  crossEntropy,
  defined,
  dropout,
  dropoutKey,
  elementwise,
  exp,
  gather,
  layerNorm,
  linear,
  liveTensors,
  matmul,
  mul,
  type Operand,
  reference,
  reshape,
  type Scalar,
  type Shape,
  ShapeError,
  scatterAdd,
  scope,
  slice,
  softmax,
  square,
  sum,
  tensor,
  topK,
  transpose,
  zeros,
} from '@cloze/tensor'
import {
  type AnyOp,
  type Interpretable,
  type Interpreter,
  interpreter,
  ops,
  type Spec,
  spec,
  specOf,
} from '@cloze/tensor/extend'
import { expect, test } from 'vitest'

/** An operand that is only a shape, and remembers by which ops it was made. */
class Sketch implements Interpretable {
  readonly [spec]: Spec
  readonly path: readonly string[]
  constructor(shape: Shape, dtype: Spec['dtype'] = 'float', path: readonly string[] = []) {
    this[spec] = { shape, dtype }
    this.path = path
  }
  get shape(): Shape {
    return this[spec].shape
  }
  get [interpreter](): Interpreter {
    return sketching
  }
}

const sketching: Interpreter = {
  rank: 1,
  interpret: (op: AnyOp, operands: readonly Operand[], attributes) =>
    op.infer(operands.map(specOf), attributes).map(({ shape, dtype }) => {
      const path = operands.flatMap((operand) => (operand instanceof Sketch ? operand.path : []))
      return new Sketch(shape, dtype, [...path, op.name])
    }),
}

const sketch = (...shape: number[]) => new Sketch(shape)

test('every function runs on operands that only have shapes, and computes nothing', () => {
  const before = liveTensors()
  const key = dropoutKey(1, 2, 'here')
  const ids = new Sketch([5], 'int32')
  const made: [Sketch, Shape][] = [
    [add(sketch(3, 1), sketch(4)), [3, 4]],
    [mul(sketch(3), 2), [3]],
    [matmul(sketch(2, 3, 4), sketch(3, 5), { transposeA: true }), [2, 4, 5]],
    [sum(sketch(2, 3), { axes: [-1], keepAxes: true }), [2, 1]],
    [reshape(sketch(2, 3), [6]), [6]],
    [transpose(sketch(2, 3, 4), [2, 0, 1]), [4, 2, 3]],
    [gather(sketch(9, 2), ids), [5, 2]],
    [softmax(sketch(2, 3)), [2, 3]],
    [layerNorm(sketch(2, 3), sketch(3), sketch(3)), [2, 3]],
    [addLayerNorm(sketch(2, 3), sketch(2, 3), sketch(3), sketch(3)), [2, 3]],
    [linear(sketch(2, 5, 3), sketch(4, 3), sketch(4), { activation: 'gelu' }), [2, 5, 4]],
    [crossEntropy(sketch(5, 3), ids), []],
    [dropout(sketch(2, 3), { rate: 0.5, key }), [2, 3]],
    [attention(sketch(2, 3, 4), sketch(2, 3, 4), sketch(2, 3, 4), undefined, { heads: 2 }), [2, 3, 4]],
    [topK(sketch(2, 3), 2).values, [2, 2]],
  ]
  for (const [result, shape] of made) expect(result.shape).toEqual(shape)
  expect(liveTensors()).toBe(before)
})

test('the operand that ranks highest interprets, wherever it stands', () => {
  scope(() => {
    const x = zeros([3], { device: reference })
    expect(add(x, sketch(2, 3))).toBeInstanceOf(Sketch)
    expect(add(sketch(2, 3), x).path).toEqual(['add'])
  })
})

test('a model written once runs on whatever it is given', async () => {
  const model = <O extends Operand>(x: O) => softmax(exp(x))
  expect(model(sketch(2, 2)).path).toEqual(['exp', 'softmax'])
  const y = scope(() => model(tensor([[0, 0]], { device: reference })))
  expect([...(await y.data())]).toEqual([0.5, 0.5])
  y.dispose()
})

test('numbers alone do not say on which device to run', () => {
  expect(() => add(1, 2)).toThrow(new TypeError('add: needs at least one tensor among its operands'))
})

test("a user's own elementwise op runs, broadcasts, and names itself in errors", async () => {
  const swish = elementwise('swish', (x: Scalar) => x.div(x.neg().exp().add(1)))
  const blend = elementwise('blend', (x: Scalar, y: Scalar, t: Scalar) => x.add(y.sub(x).mul(t)))
  const results = scope(() => {
    const [x, y] = [tensor([[0], [1]], { device: reference }), tensor([10, 20], { device: reference })]
    expect(() => blend(x, y, zeros([3], { device: reference }))).toThrow(ShapeError)
    return [swish(x), blend(x, y, 0.5)]
  })
  const [curved, between] = await Promise.all(results.map((each) => each.data()))
  expect([...(curved ?? [])]).toEqual([0, 1 / (1 + Math.exp(-1))])
  expect([...(between ?? [])]).toEqual([5, 10, 5.5, 10.5])
  for (const each of results) each.dispose()
})

test("a user's own defined op is its definition, and leaves nothing behind", async () => {
  const norm = defined({
    name: 'norm',
    operands: ['x'],
    outputs: ['y'],
    infer: () => [{ shape: [], dtype: 'float' }],
    define: ([x]) => [sum(square(x))],
  })
  const x = tensor([3, 4], { device: reference })
  const before = liveTensors()
  const y = apply(norm, [x])
  expect(liveTensors()).toBe(before + 1)
  expect(await y.item()).toBe(25)
  x.dispose()
  y.dispose()
})

test.each([
  [() => add(sketch(2, 3), sketch(4)), "add: can't broadcast [2, 3] with [4] (3 ≠ 4 at axis -1)"],
  [() => matmul(sketch(8, 64), sketch(32, 16)), 'matmul: inner sizes differ: [8, 64] × [32, 16] (64 ≠ 32)'],
  [() => reshape(sketch(2, 3), [4]), 'reshape: [2, 3] has 6 elements, [4] has 4'],
  [() => sum(sketch(2), { axes: [1] }), 'sum: no axis 1 in 1 axes'],
  [
    () => addLayerNorm(sketch(2, 3), sketch(1, 3), sketch(3), sketch(3)),
    'addLayerNorm: x has shape [2, 3], residual [1, 3]',
  ],
  [() => linear(sketch(2, 3), sketch(4, 5)), 'linear: the weight of [2, 3] has shape [out, 3], not [4, 5]'],
  [
    () => attention(sketch(1, 2, 6), sketch(1, 2, 6), sketch(1, 2, 6), undefined, { heads: 4 }),
    "attention: 4 heads don't divide a hidden size of 6",
  ],
] as const)('a wrong shape is an error that teaches: %#', (call, message) => {
  expect(call).toThrow(message)
})

test.each([
  [
    () => apply(ops.slice, [sketch(4)], { starts: [3], steps: [1], shape: [2] }),
    'slice: [3] to [5] is not inside [4]',
  ],
  [
    () => apply(ops.slice, [sketch(4)], { starts: [0.5], steps: [1], shape: [1] }),
    'slice: [0.5] to [1.5] is not inside [4]',
  ],
  [() => slice(sketch(4), [0, 0], [1, 1]), 'slice: [0, 0] to [1, 1] is not inside [4]'],
  [() => slice(sketch(4), [3], [2]), 'slice: [3] to [2] is not inside [4]'],
  [
    () => apply(ops.slice, [sketch(4)], { starts: [0], steps: [2], shape: [3] }),
    'slice: [0] to [6] in steps of [2] is not inside [4]',
  ],
  [
    () => apply(ops.slice, [sketch(4)], { starts: [1], steps: [0], shape: [1] }),
    'slice: [1] to [1] in steps of [0] is not inside [4]',
  ],
  [
    () => apply(ops.padTo, [sketch(1)], { starts: [0.5], steps: [1], shape: [3] }),
    'padTo: [1] at [0.5] is not inside [3]',
  ],
  [
    () => apply(ops.padTo, [sketch(1)], { starts: [0], steps: [1], shape: [2.5] }),
    'padTo: [2.5] is no shape',
  ],
  [
    () => apply(ops.padTo, [sketch(2)], { starts: [0], steps: [-1], shape: [3] }),
    'padTo: [2] at [0] in steps of [-1] is not inside [3]',
  ],
  [() => broadcastTo(sketch(1), [-3]), 'broadcastTo: [-3] is no shape'],
  [() => broadcastTo(sketch(2), [3]), "broadcastTo: can't repeat [2] to [3]"],
  [
    () => apply(ops.transpose, [sketch(2, 3)], { order: [1, 1] }),
    "transpose: order [1, 1] doesn't name each axis",
  ],
  [
    () => apply(ops.transpose, [sketch(2, 3)], { order: [0, -1] }),
    "transpose: order [0, -1] doesn't name each axis",
  ],
  [() => apply(ops.sum, [sketch(2, 3)], { axes: [1, 0] }), 'sum: [1, 0] are not ascending axes of 2'],
  [() => apply(ops.max, [sketch(2, 3)], { axes: [-1] }), 'max: [-1] are not ascending axes of 2'],
  [() => apply(ops.concatenate, [sketch(2)], { axis: 1 }), 'concatenate: [1] are not ascending axes of 1'],
  [() => scatterAdd(sketch(5), new Sketch([5], 'int32'), -1), 'scatterAdd: [-1] is no shape'],
  [() => scatterAdd(sketch(5), new Sketch([5], 'int32'), 2.5), 'scatterAdd: [2.5] is no shape'],
  [
    () => attention(sketch(1, 2, 5), sketch(1, 2, 5), sketch(1, 2, 5), undefined, { heads: 2.5 }),
    "attention: 2.5 heads don't divide a hidden size of 5",
  ],
])('attributes that mean nothing are an error, whoever calls the op: %#', (call, message) => {
  expect(call).toThrow(ShapeError)
  expect(call).toThrow(message)
})

test('an interpreter that gives too few outputs is named', () => {
  const first: Interpreter = {
    rank: 2,
    interpret: (op, operands, attributes) => sketching.interpret(op, operands, attributes).slice(0, 1),
  }
  const x = Object.defineProperty(sketch(3), interpreter, { value: first })
  expect(() => topK(x, 2)).toThrow(new TypeError('topK: gives (values, indices), but its interpreter gave 1'))
})

test('a label out of range is an error at the call, which names it and its row', () => {
  scope(() => {
    const labels = tensor([0, -100, 3], 'int32')
    expect(() => crossEntropy(zeros([3, 3]), labels)).toThrow(
      new RangeError('crossEntropy: labels[2] is 3, but must be in 0…2, or -100'),
    )
  })
})
