import { checkGradients, type Differentiable, type Variable } from '@cloze/autograd'
import * as everything from '@cloze/tensor'
import {
  argmax,
  attention,
  broadcastTo,
  concatenate,
  crossEntropy,
  dropout,
  dropoutKey,
  type ElementwiseOp,
  gather,
  interpret,
  layerNorm,
  linear,
  logSoftmax,
  matmul,
  max,
  type Ops,
  ops,
  place,
  reshape,
  type Shape,
  scatterAdd,
  sizeOf,
  slice,
  softmax,
  sum,
  type Tensor,
  topK,
  transpose,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Draw, type Interval } from './draw.ts'

/** A function, and where its gradients are checked. */
interface Case {
  readonly f: Differentiable
  readonly inputs: readonly Tensor[]
}

const sizes = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 2, max: 3 }) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constant(0) },
)
const shapes = fc.array(sizes, { maxLength: 3, size: 'max' })
const seeds = fc.nat()

const isRight = async ({ f, inputs }: Case, seed: number) => {
  await expect(checkGradients(f, inputs, { seed, order: 2, projections: 2 })).resolves.toBeUndefined()
}

describe('the derivative of each elementwise op', () => {
  const positive: Interval = { signed: false }
  const domains: { readonly [name: string]: Interval } = { log: positive, sqrt: positive }
  const elementwiseOps = Object.values(everything)
    .filter((each) => typeof each === 'function' && 'op' in each)
    .map(({ op }) => op as ElementwiseOp)

  for (const op of elementwiseOps)
    test.prop([shapes, seeds], { numRuns: 8 })(
      `${op.name} is right at orders 1 and 2`,
      async (shape, seed) => {
        const draw = new Draw(seed)
        const inputs = Array.from({ length: op.arity }, (_, index) =>
          draw.floats(index === 0 ? shape : draw.narrower(shape), domains[op.name]),
        )
        const f: Differentiable = (...variables) =>
          everything.apply<unknown, Variable>(op, variables, undefined)
        await isRight({ f, inputs }, seed)
      },
    )
})

/** The same, with every input once through a nonlinear function, so that the op meets variables that have a past. */
const curved =
  (f: Differentiable): Differentiable =>
  (...inputs) =>
    f(...inputs.map((input) => (input.value.dtype === 'int32' ? input : everything.square(input))))

/** All outputs of an op in one row. */
const allOutputs =
  <Attributes>(op: everything.Op<Attributes>, attributes: Attributes, settings: readonly number[] = []) =>
  (...inputs: Variable[]): Variable => {
    const outputs = interpret<Attributes, Variable | number>(op, [...inputs, ...settings], attributes)
    return concatenate(outputs.map((output) => reshape(output, [sizeOf(output.shape)])))
  }

/** `shape` with at least one cell along its last axis, and at least `rank` axes. */
const filled = (shape: Shape, rank = 1): number[] => {
  const padded = [...Array.from({ length: Math.max(0, rank - shape.length) }, () => 2), ...shape]
  return padded.with(-1, Math.max(1, padded.at(-1) ?? 1))
}

type CaseOf = (shape: Shape, draw: Draw) => Case

const matrices =
  (transposeA: boolean, transposeB: boolean): CaseOf =>
  (shape, draw) => {
    const stack = shape.slice(0, 2)
    const [m, k, n] = [draw.integer(4), draw.integer(4), draw.integer(4)]
    const [wide, narrow] = draw.chance() ? [stack, draw.narrower(stack)] : [draw.narrower(stack), stack]
    const a = [...wide, ...(transposeA ? [k, m] : [m, k])]
    const b = [...narrow, ...(transposeB ? [n, k] : [k, n])]
    return {
      f: (a, b) => matmul(a, b, { transposeA, transposeB }),
      inputs: [draw.floats(a), draw.floats(b)],
    }
  }

/** A case for each op of the table: a row left out does not compile. */
const cases: { readonly [Name in keyof Ops]: CaseOf } = {
  matmul: (shape, draw) => matrices(draw.chance(), draw.chance())(shape, draw),
  sum: (shape, draw) => {
    const options = { axes: draw.axes(shape), keepAxes: draw.chance() }
    return { f: (x) => sum(x, options), inputs: [draw.floats(shape)] }
  },
  max: (shape, draw) => {
    const options = { axes: draw.axes(shape), keepAxes: draw.chance() }
    return { f: (x) => max(x, options), inputs: [draw.floats(shape)] }
  },
  argmax: (shape, draw) => ({ f: (x) => argmax(x), inputs: [draw.floats(filled(shape))] }),
  gather: (shape, draw) => {
    const rows = 1 + draw.integer(3)
    const ids = draw.ids([draw.integer(4), 2], rows)
    return { f: (x) => gather(x, ids), inputs: [draw.floats([rows, ...shape.slice(1)])] }
  },
  scatterAdd: (shape, draw) => {
    const ids = draw.ids(shape.slice(0, 2), 3)
    return { f: (x) => scatterAdd(x, ids, 3), inputs: [draw.floats(shape)] }
  },
  reshape: (shape, draw) => ({
    f: (x) => reshape(x, [1, ...shape.toReversed()]),
    inputs: [draw.floats(shape)],
  }),
  transpose: (shape, draw) => {
    const order = draw.order(shape)
    return { f: (x) => transpose(x, order), inputs: [draw.floats(shape)] }
  },
  slice: (shape, draw) => {
    const from = shape.map((size) => draw.integer(size + 1))
    const to = shape.map((size, axis) => (from[axis] ?? 0) + draw.integer(size - (from[axis] ?? 0) + 1))
    return { f: (x) => slice(x, from, to), inputs: [draw.floats(shape)] }
  },
  place: (shape, draw) => {
    const starts = shape.map(() => draw.integer(3))
    const whole = shape.map((size, axis) => size + (starts[axis] ?? 0) + draw.integer(2))
    return { f: (x) => place(x, starts, whole), inputs: [draw.floats(shape)] }
  },
  concatenate: (shape, draw) => {
    const parts = filled(shape)
    const axis = draw.integer(parts.length)
    return {
      f: (...inputs) => concatenate(inputs, axis),
      inputs: Array.from({ length: 1 + draw.integer(3) }, () =>
        draw.floats(parts.with(axis, draw.integer(3))),
      ),
    }
  },
  broadcastTo: (shape, draw) => ({
    f: (x) => broadcastTo(x, shape),
    inputs: [draw.floats(draw.narrower(shape))],
  }),
  topK: (shape, draw) => {
    const k = 1 + draw.integer(filled(shape).at(-1) ?? 1)
    return { f: (x) => topK(x, k).values, inputs: [draw.floats(filled(shape))] }
  },
  softmax: (shape, draw) => ({ f: (x) => softmax(x), inputs: [draw.floats(filled(shape))] }),
  softmaxGradient: (shape, draw) => ({
    f: allOutputs(ops.softmaxGradient, undefined),
    inputs: [draw.floats(filled(shape)), draw.floats(filled(shape))],
  }),
  logSoftmax: (shape, draw) => ({ f: (x) => logSoftmax(x), inputs: [draw.floats(filled(shape))] }),
  logSoftmaxGradient: (shape, draw) => ({
    f: allOutputs(ops.logSoftmaxGradient, undefined),
    inputs: [draw.floats(filled(shape)), draw.floats(filled(shape))],
  }),
  layerNorm: (shape, draw) => {
    const x = filled(shape)
    const row = x.slice(-1)
    return {
      f: (x, weight, bias) => layerNorm(x, weight, bias, { epsilon: 0.05 }),
      inputs: [draw.floats(x), draw.floats(row), draw.floats(row)],
    }
  },
  layerNormGradient: (shape, draw) => {
    const x = filled(shape)
    return {
      f: allOutputs(ops.layerNormGradient, undefined),
      inputs: [x, x, x.slice(-1), x.with(-1, 1), x.with(-1, 1)].map((each) => draw.floats(each)),
    }
  },
  linear: (shape, draw) => {
    const x = filled(shape)
    const out = draw.integer(4)
    const activation = (['none', 'gelu', 'relu'] as const)[draw.integer(3)] ?? 'none'
    // so large that no sum is near relu's kink
    const bias = draw.chance() ? [draw.floats([out], { low: 10, high: 11 })] : []
    const positive = { signed: bias.length > 0 }
    return {
      f: (x, weight, bias) => linear(x, weight, bias, { activation }),
      inputs: [draw.floats(x, positive), draw.floats([out, x.at(-1) ?? 1], positive), ...bias],
    }
  },
  dropout: (shape, draw) => {
    const options = { rate: 0.4 * draw.integer(2), key: dropoutKey(draw.integer(9), 1, 'test') }
    return { f: (x) => dropout(x, options), inputs: [draw.floats(filled(shape))] }
  },
  crossEntropy: (_, draw) => {
    const [rows, classes] = [draw.integer(4), 1 + draw.integer(3)]
    const labels = draw.ids([rows], classes, -100)
    return { f: (x) => crossEntropy(x, labels), inputs: [draw.floats([rows, classes])] }
  },
  crossEntropyGradient: (_, draw) => {
    const [rows, classes] = [draw.integer(4), 1 + draw.integer(3)]
    return {
      f: allOutputs(ops.crossEntropyGradient, { ignore: -100 }),
      inputs: [
        draw.floats([]),
        draw.floats([rows, classes]),
        draw.ids([rows], classes, -100),
        draw.floats([rows, 1]),
      ],
    }
  },
  attention: (_, draw) => {
    const [batch, heads] = [1 + draw.integer(2), 1 + draw.integer(2)]
    const [queries, hidden] = [1 + draw.integer(2), heads * (1 + draw.integer(2))]
    const mask = draw.chance() ? draw.ids([batch, queries], 2) : undefined
    const key = dropoutKey(draw.integer(9), 1, 'test')
    const options = {
      heads,
      causal: draw.chance(),
      dropout: draw.chance() ? { rate: 0.3, key, firstExample: 0 } : undefined,
    }
    return {
      f: (query, key, value) => attention(query, key, value, mask, options),
      inputs: Array.from({ length: 3 }, () => draw.floats([batch, queries, hidden])),
    }
  },
  adamW: (shape, draw) => ({
    f: allOutputs(ops.adamW, undefined, [0.7, 0.01, 0.3, 0.99, 0.1, 0.9, 0.05, 1e-8]),
    inputs: [...Array.from({ length: 3 }, () => draw.floats(shape)), draw.floats(shape, { signed: false })],
  }),
}

describe('the derivative of each op of the table', () => {
  for (const [name, caseOf] of Object.entries(cases))
    test.prop([shapes, seeds], { numRuns: 8 })(`${name} is right at orders 1 and 2`, async (shape, seed) => {
      const { f, inputs } = caseOf(shape, new Draw(seed))
      await isRight({ f: curved(f), inputs }, seed)
    })

  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      test.prop([shapes, seeds], { numRuns: 6 })(
        `a matrix product is right with ${transposeA ? 'aᵀ' : 'a'} and ${transposeB ? 'bᵀ' : 'b'}`,
        async (shape, seed) => {
          await isRight(matrices(transposeA, transposeB)(shape, new Draw(seed)), seed)
        },
      )

  for (const order of [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) // biome-ignore format: five orders
    test.prop([fc.tuple(sizes, sizes, sizes), seeds], { numRuns: 4 })(
      `a transpose is right with axes in order ${order.join(', ')}`,
      async (shape, seed) => {
        await isRight({ f: (x) => transpose(x, order), inputs: [new Draw(seed).floats(shape)] }, seed)
      },
    )

  test.prop([fc.integer({ min: 2, max: 4 }), seeds], { numRuns: 4 })(
    'layerNorm is right where its inputs depend on each other, or are the same',
    async (width, seed) => {
      const f: Differentiable = (x) => layerNorm(x, everything.square(x), x, { epsilon: 0.05 })
      const twice: Differentiable = (x, weight) => layerNorm(x, weight, weight, { epsilon: 0.05 })
      const draw = new Draw(seed)
      await isRight({ f, inputs: [draw.floats([width])] }, seed)
      await isRight({ f: twice, inputs: [draw.floats([width]), draw.floats([width])] }, seed)
    },
  )
})
