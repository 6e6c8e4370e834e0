import type { sumOfSquaresOp } from '../../../ops/reductions.ts'
import { loop, pointer } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import type { CreateFused } from './kernel.ts'
import { sumAlong } from './row-sum.ts'

/** So many elements are added up by themselves, so that rounding errors stay small. */
const BLOCK = 4096

/** partial[b] = Σ x² over the elements of block b, for start ≤ b < end. */
const squaresKernel = () =>
  kernel(
    'squares',
    { partial: pointer, x: pointer, length: i32, start: i32, end: i32 },
    ({ partial, x, length, start, end }) => {
      const [from, sum] = [local(pointer), local(f32)]
      return loop(start, end, 1, (block) => [
        from.set(x.at(block.mul(BLOCK))),
        sumAlong([sum], length.sub(block.mul(BLOCK)).min(i32.constant(BLOCK)), (c) => ({
          terms: [from.load(c).mul(from.load(c))],
        })),
        partial.store(block, sum),
      ])
    },
  )

export const sumOfSquares: CreateFused<typeof sumOfSquaresOp> =
  ({ runtime, reduce }) =>
  ([x], _, [output]) => {
    const { length, address } = x.slot
    const blocks = Math.ceil(length / BLOCK)
    runtime.scratch(4 * blocks, (partial) => {
      if (blocks > 0)
        runtime.share({
          run: runtime.kernel('squares', squaresKernel),
          values: [partial, address, length, 0, blocks],
          range: 3,
          total: blocks,
          grain: 1,
          cost: length,
        })
      const slot = { address: partial, length: blocks, dtype: 'float32' } as const
      reduce('sum', { slot, shape: [blocks] }, [0], output.slot)
    })
  }
