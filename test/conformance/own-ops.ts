/** A user's own ops that share the name of one of the library's: what is run is theirs. */
import { GradientError, gradients, Variable } from '@cloze/autograd'
import {
  apply,
  type Device,
  defined,
  disposeOf,
  elementwise,
  mul,
  type Scalar,
  scope,
  square,
  sum,
  tensor,
} from '@cloze/tensor'
import { type AnyOp, ops, primitive } from '@cloze/tensor/extend'
import { elementwiseOps } from './elementwise-cases.ts'

export interface OwnOp {
  readonly title: string
  readonly op: AnyOp
  /** What it gives, and its gradients of the first and second order; none where it says no derivative. */
  readonly wanted: number[][]
}

const input = [1, -2, 4] as const
const cube = elementwise('cube', (x: Scalar) => x.mul(x).mul(x))
const given = [input.map((x) => x ** 3), input.map((x) => 3 * x ** 2), input.map((x) => 6 * x)]

const definedCube = (name: string) =>
  defined({
    name,
    operands: ['x'],
    outputs: ['y'],
    infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
    define: ([x]) => [mul(square(x), x)],
  })

const primitiveCube = (name: string) =>
  primitive({
    name,
    operands: ['x'],
    outputs: ['y'],
    infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
    run: (device, [x], _, [y]) => device.elementwise(cube.op.graph, [x], y),
  })

/** x³ by each kind of op that there is, under `name`. */
const named = (name: string): readonly OwnOp[] => [
  { title: `defined ${name}`, op: definedCube(name), wanted: given },
  {
    title: `elementwise ${name}`,
    op: elementwise(name, (x: Scalar) => x.mul(x).mul(x)).op,
    wanted: given,
  },
  { title: `primitive ${name}`, op: primitiveCube(name), wanted: given.slice(0, 1) },
]

/** One of each kind for every name that the library has. */
export const ownOps: readonly OwnOp[] = [
  ...Object.values(ops).map(({ name }) => name),
  'argsort', // whose kernel comes with the functions that sort
  ...elementwiseOps.map(({ op }) => op.name),
].flatMap(named)

/** What the op gives on `device`, and its gradients of the first and second order. */
export async function whatRan({ op }: OwnOp, device: Device): Promise<number[][]> {
  const found = scope(() => {
    const x = new Variable(tensor(input, { device }), undefined, true)
    const y = apply(op, [x.value], undefined)
    try {
      const [dx] = gradients(sum<Variable>(apply(op, [x], undefined)), [x])
      const [again] = gradients(sum<Variable>(apply(op, [x], undefined)), [x], { createGraph: true })
      const [ddx] = gradients(sum(again), [x])
      return [y, dx, ddx]
    } catch (error) {
      if (!(error instanceof GradientError)) throw error
      return [y]
    }
  })
  try {
    return await Promise.all(found.map(async (each) => Array.from(await each.data())))
  } finally {
    disposeOf(found)
  }
}
