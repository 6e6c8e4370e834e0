/** Convolution along one axis. */

import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { ResultOf } from '../tensor/apply.ts'
import { type Operand, shapeFor, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { together } from '../tensor/placed.ts'
import { formatShape, hasAxes } from '../tensor/shape.ts'
import { add } from './elementwise.ts'
import { pad, stack } from './joining.ts'
import { matmul } from './matmul.ts'
import { reshape } from './shapes.ts'
import { countOf, windowCells } from './windows.ts'

/** How a kernel is moved. */
export interface ConvolutionOptions<B extends Operand = never> {
  /** (O), or one number, added to each channel. */
  readonly bias?: B
  /** From one place of the kernel to the next; 1 where left out. */
  readonly stride?: number
  /** How many zeros are put before and after the axis; 0 where left out. */
  readonly padding?: number
  /** From one cell that the kernel reads to the next; 1 where left out. */
  readonly dilation?: number
  /** Into how many groups the channels are parted, each of which is convolved by itself; 1 where left out. */
  readonly groups?: number
}

/**
 * Each output channel is the sum of what kernels make of the input channels of its group, moved along the last axis.
 * PyTorch's `conv1d` (a cross-correlation: the kernel is not turned over), as one matrix product.
 * @param x (N, C, L)
 * @param weight (O, C / groups, K)
 * @returns (N, O, ⌊(L + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1)
 * @throws ShapeError where the channels don't fit, or the kernel doesn't
 * @example
 * const x = tensor([[[1, 2, 3, 4]]])
 * await conv1d(x, tensor([[[1, 10]]])).data() // [21, 32, 43]
 * await conv1d(x, tensor([[[1, 10]]]), { stride: 2, padding: 1 }).data() // [10, 32, 4]
 */
export function conv1d<X extends Operand, W extends Operand, B extends Operand = never>(
  x: X,
  weight: W,
  options: ConvolutionOptions<B> = {},
): ResultOf<[X, W, B]> {
  checkOptions('conv1d', options, {
    bias: true,
    stride: 'number',
    padding: 'number',
    dilation: 'number',
    groups: 'number',
  })
  const { bias, stride = 1, padding = 0, dilation = 1, groups = 1 } = options
  const [from, kernel] = [shapeFor('conv1d', x), shapeFor('conv1d', weight)]
  if (!hasAxes(from, 3) || !hasAxes(kernel, 3))
    throw new ShapeError(
      `conv1d: needs x (N, C, L) and weight (O, C / groups, K), not ${formatShape(from)} and ${formatShape(kernel)}`,
    )
  const [N, C, L] = from
  const [O, I, K] = kernel // I: the input channels of a group
  if (!(Number.isInteger(groups) && groups > 0) || C !== groups * I || O % groups !== 0)
    throw new ShapeError(
      `conv1d: ${groups} groups don't part ${C} channels into ${I} for each of ${formatShape(kernel)}, and these ${O} evenly`,
    )
  const windows = { size: K, stride, dilation, padding }
  const count = countOf('conv1d', L, windows) // T
  return scope(() => {
    const [input, kernels, shift = 0] = together('conv1d', [x, weight, ...(bias === undefined ? [] : [bias])])
    const padded = padding === 0 ? input : pad<Operand>(input, [[0, 0], [0, 0], [padding, padding]]) // biome-ignore format: (N, C, L + 2p)
    const unfolded = stack<readonly Operand[]>(windowCells('conv1d', padded, -1, windows), 2) // (N, C, K, T)
    const columns = reshape(unfolded, [N, groups, I * K, count]) // (N, g, C/g·K, T)
    const rows = reshape<Operand>(kernels, [groups, O / groups, I * K]) // (g, O/g, C/g·K)
    const product = reshape(matmul(rows, columns), [N, O, count]) // (N, O, T)
    return (
      bias === undefined
        ? product
        : add(product, shapeOf(shift).length === 0 ? shift : reshape<Operand>(shift, [O, 1]))
    ) as ResultOf<[X, W, B]>
  })
}
