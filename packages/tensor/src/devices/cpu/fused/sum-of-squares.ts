import type { View } from '../../../device/device.ts'
import type { sumOfSquaresOp } from '../../../ops/reductions.ts'
import { type squaredNormOp, sumOfSix, totalBySixes } from '../../../ops/squared-norm.ts'
import { compileFloat32 } from '../../../scalar/evaluate.ts'
import { intPointer, loop, Pointer, pointer } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { CreateFused, Parts } from './kernel.ts'
import { sumAlong } from './row-sum.ts'

/** So many elements are added up by themselves, so that rounding errors stay small. */
const BLOCK = 4096

/** partial[b] = Σ x² over the elements of block b, for start ≤ b < end; the table has a block's address and length. */
const squaresKernel = () =>
  kernel(
    'squares',
    { partial: pointer, table: intPointer, start: i32, end: i32 },
    ({ partial, table, start, end }) => {
      const [from, sum] = [local(pointer), local(f32)]
      return loop(start, end, 1, (block) => [
        from.set(new Pointer(table.load(block.mul(2)).emit)),
        sumAlong([sum], table.load(block.mul(2).add(1)), (c) => ({
          terms: [from.load(c).mul(from.load(c))],
        })),
        partial.store(block, sum),
      ])
    },
  )

/** Sets sums[i] to Σ x² over tensor i: all of them in one sweep, which the threads share. */
function sumsOfSquares({ runtime, reduce }: Parts, tensors: readonly View<CpuBuffer>[], sums: number): void {
  const counts = tensors.map(({ buffer }) => Math.ceil(buffer.length / BLOCK))
  const blocks = counts.reduce((total, count) => total + count, 0)
  runtime.scratch(12 * blocks, (table) => {
    const partial = table + 8 * blocks
    let at = table / 4
    for (const { buffer } of tensors)
      for (let start = 0; start < buffer.length; start += BLOCK) {
        runtime.heap.integers[at++] = buffer.address + 4 * start
        runtime.heap.integers[at++] = Math.min(BLOCK, buffer.length - start)
      }
    if (blocks > 0)
      runtime.share({
        run: runtime.kernel('squares', squaresKernel),
        values: [partial, table, 0, blocks],
        range: 2,
        total: blocks,
        grain: 1,
        cost: tensors.reduce((total, { buffer }) => total + buffer.length, 0),
      })
    let first = partial
    counts.forEach((count, index) => {
      const buffer = { address: first, length: count, dtype: 'float32' } as const
      reduce('sum', { buffer, shape: [count] }, [0], {
        address: sums + 4 * index,
        length: 1,
        dtype: 'float32',
      })
      first += 4 * count
    })
  })
}

export const sumOfSquares: CreateFused<typeof sumOfSquaresOp> =
  (parts) =>
  ([x], _, [y]) =>
    sumsOfSquares(parts, [x], y.buffer.address)

/** Rounded as the kernel of the definition rounds. */
const float32SumOfSix = compileFloat32(sumOfSix.op.graph)

/** The sums of squares, added up as the definition does. */
export const squaredNorm: CreateFused<typeof squaredNormOp> =
  (parts) =>
  (tensors, _, [y]) => {
    const { heap } = parts.runtime
    parts.runtime.scratch(4 * tensors.length, (sums) => {
      sumsOfSquares(parts, tensors, sums)
      const found = heap.floats.subarray(sums / 4, sums / 4 + tensors.length)
      heap.floats[y.buffer.address / 4] = totalBySixes([...found], float32SumOfSix)
    })
  }
