/**
 * Shapes that don't fit each other or the op; the message names the op, the shapes, and what would be right.
 * @example
 * matmul(zeros([8, 64]), zeros([32, 16])) // throws ShapeError: matmul: inner sizes differ: [8, 64] × [32, 16] (64 ≠ 32)
 */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/**
 * A float where whole numbers are needed, or the other way round.
 * @example
 * gather(tensor([[1], [2]]), tensor([0])) // throws DtypeError: gather: ids must be int32
 */
export class DtypeError extends Error {
  override readonly name = 'DtypeError'
}

/**
 * Tensors of different devices in one op, or a device that can't do what was asked.
 * @example
 * add(tensor([1]), tensor([2], { device: reference }))
 * // throws DeviceError: add: operands are on cpu and reference, not on one device
 */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
}

/** No memory is left on a device for what was asked. */
export class OutOfMemory extends DeviceError {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message}; scope frees what is not needed any more: docs/memory.md`, options)
  }
}

/**
 * A tensor that was disposed, or a scope that would lose track of its tensors.
 * @example
 * const x = tensor([1])
 * x.dispose()
 * add(x, 1) // throws MemoryError: a tensor of shape [1] is used after it was disposed of
 */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
}

/**
 * A GPU that is gone, with all that was on it; another device can be opened.
 * @example
 * const read = (found: Tensor) =>
 *   found.data().catch((error) => {
 *     if (error instanceof DeviceLostError) return undefined // begin anew, from what was saved
 *     throw error
 *   })
 * await read(tensor([1, 2])) // [1, 2]
 */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError'
}
