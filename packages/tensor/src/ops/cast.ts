/** From floats to whole numbers, and back. */
import { input } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { checkDtype } from '../tensor/options.ts'
import { soleSpec } from '../tensor/placed.ts'
import { toFloat } from './floats.ts'
import { elementwiseOp } from './op.ts'
import { reshape } from './shapes.ts'

const x = input(0)

/** The largest number of float32 that is an int32. */
const LARGEST = 2 ** 31 - 128

const held = x
  .trunc()
  .max(-(2 ** 31))
  .min(LARGEST)
const toWhole = elementwiseOp('cast', 1, x.equal(x).select(held, 0), undefined, 'int32')

/**
 * x as floats, of the device's float type, or as whole numbers, cut off toward zero. A gradient passes from floats to
 * floats alone. No device can fail at a number that is no int32: NaN gives 0, and what is out of range the nearest of
 * −2³¹ … 2³¹ − 128, as in WebAssembly and JAX; PyTorch leaves it open. A GPU keeps whole numbers as float32.
 * @throws DtypeError on another type
 * @example
 * await cast(tensor([1.9, -1.9]), 'int32').data() // [1, -1]
 * cast(tensor([1, 2], 'int32'), 'float').dtype // 'float32'
 */
export function cast<O extends Operand>(x: O, dtype: 'float' | 'int32'): Result<O> {
  checkDtype('cast', dtype)
  const from = soleSpec('cast', x)
  return from.dtype === dtype ? reshape(x, from.shape) : apply(dtype === 'float' ? toFloat : toWhole, [x])
}
