/** Shapes that don't fit each other or the op; the message names the op, the shapes, and what would be right. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** A float where whole numbers are needed, or the other way round. */
export class DtypeError extends Error {
  override readonly name = 'DtypeError'
}

/** Tensors of different devices in one op, or a device that can't do what was asked. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
}

/** A tensor that was disposed, or a scope that would lose track of its tensors. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
}

/** A GPU that is gone, with all that was on it; another device can be opened. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError'
}
