/** Tensors that lie end to end in one buffer, so that what is done to each element of all is one sweep. */
import type { Device, Piece, Shape } from './devices/device.ts'
import { DeviceError, ShapeError } from './errors.ts'
import { holds } from './memory.ts'
import { formatShape, sameShape, sizeOf } from './shape.ts'
import { Tensor } from './tensor.ts'

/** Whether the buffers of `device` have parts. */
export const hasFlatBuffers = (device: Device): boolean => device.part !== undefined

/**
 * A buffer of zeros with a tensor for each of `shapes` in it. Unlike other tensors these may be written to, by
 * `copyFrom` and by ops that run into them: nobody else should hold them across such a write.
 * @throws DeviceError on a device whose buffers have no parts
 * @example
 * const { buffer, tensors } = new FlatBuffer([[2, 3], [3]], cpu)
 * buffer.shape // [9]
 * tensors.map(({ shape }) => shape) // [[2, 3], [3]]
 */
export class FlatBuffer {
  /** (n): all tensors, in their order. */
  readonly buffer: Tensor
  readonly tensors: readonly Tensor[]
  /** Where each begins, in elements. */
  readonly offsets: readonly number[]

  constructor(shapes: readonly Shape[], device: Device) {
    if (!hasFlatBuffers(device)) throw new DeviceError(`FlatBuffer: ${device.name} has no parts of buffers`)
    let end = 0
    this.offsets = shapes.map((shape) => {
      const offset = end
      end += sizeOf(shape)
      return offset
    })
    this.buffer = Tensor.allocate(device, { shape: [end], dtype: 'float' })
    this.tensors = shapes.map((shape, place) => this.buffer.part(this.offsets[place] ?? 0, shape))
    device.copy([], [], this.buffer.view.slot)
  }

  /**
   * Copies tensors to where they lie in the buffer.
   * @param sources one for each tensor, of its shape, on the buffer's device
   * @throws ShapeError, DeviceError
   */
  copyFrom(sources: readonly Tensor[]): void {
    const { device } = this.buffer
    if (sources.length !== this.tensors.length)
      throw new ShapeError(`copyFrom: takes ${this.tensors.length} tensors, not ${sources.length}`)
    const pieces = sources.map((source, place): Piece => {
      const shape = this.tensors[place]?.shape ?? []
      if (!sameShape(source.shape, shape))
        throw new ShapeError(
          `copyFrom: tensor ${place} has shape ${formatShape(shape)}, not ${formatShape(source.shape)}`,
        )
      if (source.device !== device)
        throw new DeviceError(`copyFrom: tensor ${place} is on ${source.device.name}, not on ${device.name}`)
      return {
        source: place,
        shape: [sizeOf(shape)],
        sourceOffset: 0,
        sourceStrides: [1],
        targetOffset: this.offsets[place] ?? 0,
        targetStrides: [1],
      }
    })
    device.copy(
      sources.map((source) => source.view.slot),
      pieces,
      this.buffer.view.slot,
    )
  }

  *[holds]() {
    yield this.buffer
    yield* this.tensors
  }
}
