/**
 * The fused kernels, by their ops. Those of general use are always there; those of a layer come with the function that
 * calls it, so that a page which calls none of these does not load their kernels.
 */
import type { FusedKernel, OpIdentity } from '../../../device/device.ts'
import { adamWOp } from '../../../ops/adamw.ts'
import { linearOp } from '../../../ops/linear.ts'
import { sumOfSquaresOp } from '../../../ops/reductions.ts'
import { squaredNormOp } from '../../../ops/squared-norm.ts'
import type { AnyDefinedOp } from '../../../tensor/op.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import { adamW } from './adamw.ts'
import type { CreateFused, Parts } from './kernel.ts'
import { linear } from './linear.ts'
import { squaredNorm, sumOfSquares } from './sum-of-squares.ts'

/** A kernel of an op unknown. */
type Create = (parts: Parts) => FusedKernel<CpuBuffer>

/** What every device of this kind has. Only added to, by the modules of functions that have kernels. */
const kernels = new Map<OpIdentity, Create>()

function add<O extends AnyDefinedOp>(op: O, create: CreateFused<O>): void {
  kernels.set(op, (parts) => ({ run: create(parts) }))
}

add(adamWOp, adamW)
add(linearOp, linear)
add(squaredNormOp, squaredNorm)
add(sumOfSquaresOp, sumOfSquares)

/**
 * A function and the kernels of the ops that it calls, their gradients' among them: whoever imports the one brings the
 * others.
 * @param rows ops, each with a kernel of its operands, attributes and outputs
 * @returns the function
 */
export function withKernels<F, const Ops extends readonly AnyDefinedOp[]>(
  call: F,
  rows: { readonly [Place in keyof Ops]: readonly [op: Ops[Place], create: CreateFused<Ops[Place]>] },
): F {
  for (const [op, create] of rows) add(op, create)
  return call
}

/** A device's kernels: those that there are when it is asked. */
export function createFused(parts: Parts): () => ReadonlyMap<OpIdentity, FusedKernel<CpuBuffer>> {
  const made = new Map<OpIdentity, FusedKernel<CpuBuffer>>()
  return () => {
    if (made.size < kernels.size)
      for (const [op, create] of kernels) if (!made.has(op)) made.set(op, create(parts))
    return made
  }
}
