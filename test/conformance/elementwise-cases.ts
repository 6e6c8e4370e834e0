/** Every elementwise op: bit for bit what its graph gives, rounded as the device rounds. */
import * as tensors from '@cloze/tensor'
import { type Device, type Elementwise, elementwise, type Scalar } from '@cloze/tensor'
import { broadcastShapes, type Compiled, compileFloat32, compileFloat64 } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { anything, filled, filledWhole, repeatable, shapes, withoutDenormals } from './arbitraries.ts'
import type { Call, OpCase } from './case.ts'
import { flush, flushing } from './denormal.ts'
import { broadcastAt, build, type Plain } from './plain.ts'

/** The op of a user, who knows no kernel and no gradient. */
const own = elementwise('own', (x: Scalar, y: Scalar, z: Scalar) =>
  x
    .sub(y.floor())
    .abs()
    .sqrt()
    .mul(z.exp())
    .max(y.less(x).select(z.scale(3), x.div(z))),
)

const isElementwise = (value: unknown): value is Elementwise<readonly Scalar[]> =>
  typeof value === 'function' && 'op' in value

/** The functions among the package's exports that are elementwise ops. */
export const elementwiseOps: readonly Elementwise<readonly Scalar[]>[] = [
  ...Object.values<unknown>(tensors).filter(isElementwise),
  own,
]

/**
 * A GPU may take a denormal number for 0 in a comparison, and not in the floor beside it: where the result jumps there,
 * nearly anything would be right.
 */
const jumping: ReadonlySet<string> = new Set(['own', 'logicalNot', 'remainder'])

function callsOf(
  { op }: Elementwise<readonly Scalar[]>,
  device: Device,
  value: fc.Arbitrary<number>,
): fc.Arbitrary<Call> {
  const compute = (device.floatType === 'float64' ? compileFloat64 : compileFloat32)(op.graph)
  const flushed = compileFloat32(flushing(op.graph))
  const operand = (shape: readonly number[]) =>
    repeatable(shape).chain((part) =>
      fc.oneof({ weight: 4, arbitrary: filled(part, value) }, { weight: 1, arbitrary: filledWhole(part) }),
    )
  return shapes(0, 4)
    .chain((shape) =>
      fc.oneof(
        { weight: 4, arbitrary: fc.array(operand(shape), { minLength: op.arity, maxLength: op.arity }) },
        { weight: 1, arbitrary: operand(shape).map((each) => Array.from({ length: op.arity }, () => each)) },
      ),
    )
    .map((inputs: readonly Plain[]) => {
      const shape = broadcastShapes(
        op.name,
        inputs.map((input) => input.shape),
      )
      const cells = (of: Compiled, operands: readonly Plain[]): Plain =>
        build(shape, (index) => of(operands.map((operand) => broadcastAt(operand, index))))
      return {
        inputs,
        run: (operands) => tensors.apply(op, operands, undefined),
        expected: cells(compute, inputs),
        flushed: () => [cells(compute, inputs.map(flush)), cells(flushed, inputs)],
      }
    })
}

export const elementwiseCases = (device: Device): readonly OpCase[] =>
  elementwiseOps.map((call) => ({
    name: call.op.name,
    calls: callsOf(
      call,
      device,
      jumping.has(call.op.name) && device.name === 'gpu' ? withoutDenormals(anything) : anything,
    ),
  }))
