import type { Device, DeviceBuffer, DType, Shape, Values, View } from '../device/device.ts'
import { DeviceError, MemoryError, ShapeError } from '../errors.ts'
import { escaped, track, untrack } from '../memory.ts'
import { allocate } from './allocate.ts'
import { finalized, forget, releaseWhenForgotten, type Unscoped } from './forgotten.ts'
import type { Literal } from './literal.ts'
import { host, known, part, viewed, writable } from './members.ts'
import { type Nested, nested } from './nested.ts'
import { constant, type Interpretable, interpreter, type OutputSpec, type Spec, spec } from './op.ts'
import { describe, Printable, shown } from './printable.ts'
import { checkFilled, checkShape, formatShape, sizeOf } from './shape.ts'
import { release, retain, type Storage } from './storage.ts'

/**
 * A dense row-major array on a device. Values are never changed; ops make new tensors.
 * Made by `tensor`, `zeros`, `full`, and by ops.
 * @example
 * const x: Tensor = tensor([[1, 2], [3, 4]])
 * x.shape // [2, 2]
 * await x.data() // [1, 2, 3, 4]
 */
export class Tensor extends Printable implements Interpretable {
  readonly shape: Shape
  /** The values of an int32 tensor that came from the host. */
  readonly [host]: Int32Array | undefined
  /** The value of a tensor of one element that came from the host. */
  readonly [known]: number | undefined
  readonly #storage: Storage
  /** Where in the storage its elements are. */
  readonly #buffer: DeviceBuffer
  #unscoped: Unscoped | undefined
  #disposed = false

  private constructor(
    op: string,
    storage: Storage,
    buffer: DeviceBuffer,
    shape: Shape,
    onHost?: Int32Array,
    value?: number,
  ) {
    super()
    this.shape = shape
    this[host] = onHost
    this[known] = value
    this.#storage = storage
    this.#buffer = buffer
    retain(this, storage, op)
    track(this)
  }

  /** Copies `values` to `device`; they are rounded to its float type, unless they are an Int32Array. */
  static from(device: Device, shape: Shape, values: Values): Tensor {
    checkShape('tensor', shape)
    checkFilled('tensor', shape, values)
    const whole = values instanceof Int32Array
    const storage = allocate(device, shape, whole ? 'int32' : device.floatType)
    device.upload(values, storage.buffer)
    const single = values.length === 1 ? values[0] : undefined
    return new Tensor('tensor', storage, storage.buffer, shape, whole ? values.slice() : undefined, single)
  }

  /** A tensor whose elements the caller's kernel is about to write. */
  static allocate(device: Device, { shape, dtype }: OutputSpec, op: string): Tensor {
    const storage = allocate(device, shape, dtype === 'float' ? device.floatType : dtype)
    return new Tensor(op, storage, storage.buffer, shape)
  }

  get device(): Device {
    return this.#storage.device
  }

  get dtype(): DType {
    return this.#buffer.dtype
  }

  get disposed(): boolean {
    return this.#disposed
  }

  /** Its device runs it. */
  get [interpreter](): undefined {
    return undefined
  }

  get [spec](): Spec {
    const { shape, device, dtype } = this
    if (dtype !== 'int32') return { shape, dtype: 'float' }
    const values = this[host] ?? device.peek?.(this[viewed].buffer)
    return values instanceof Int32Array ? { shape, dtype, host: values } : { shape, dtype }
  }

  /** What a kernel gets. */
  get [viewed](): View {
    if (this.#disposed)
      throw new MemoryError(`a tensor of shape ${formatShape(this.shape)} is used after it was disposed of`)
    return { buffer: this.#buffer, shape: this.shape }
  }

  [constant]({ shape, values }: Literal): Tensor {
    return Tensor.from(this.device, shape, values)
  }

  /** The same elements, with `shape` or its own: a tensor that shares memory and is disposed of by itself. */
  alias(shape: Shape = this.shape, op = 'alias'): Tensor {
    const { buffer } = this[viewed]
    if (sizeOf(shape) !== buffer.length)
      throw new ShapeError(`reshape: ${formatShape(this.shape)} doesn't fill ${formatShape(shape)}`)
    return new Tensor(op, this.#storage, buffer, shape, this[host], this[known])
  }

  /**
   * Whether it may be run into: nothing of its values is known on the host, and no tensor shares its memory but `users`
   * that the caller knows of, itself among them.
   */
  [writable](users = 1): boolean {
    return this[host] === undefined && this[known] === undefined && this.#storage.users === users
  }

  /**
   * The elements from `offset` on, row by row in `shape`: a tensor that shares memory and is disposed of by itself.
   * @throws RangeError where there are not as many; DeviceError on a device whose buffers have no parts
   */
  [part](offset: number, shape: Shape): Tensor {
    const { buffer } = this[viewed]
    const { device } = this
    const length = sizeOf(shape)
    if (!(Number.isInteger(offset) && offset >= 0 && offset + length <= buffer.length))
      throw new RangeError(
        `part: ${formatShape(shape)} from element ${offset} on is not within the ${buffer.length} of ${formatShape(this.shape)}`,
      )
    if (device.part === undefined) throw new DeviceError(`part: ${device.name} has no parts of buffers`)
    return new Tensor('part', this.#storage, device.part(buffer, offset, length), shape)
  }

  /** As text, values and all where the device has them at once: what `String` and `console.log` show. */
  [shown](isDeep: boolean, name?: string, notes?: readonly string[]): string {
    const single = this[known] === undefined ? undefined : [this[known]]
    const told = this[host] ?? single
    const values = this.#disposed ? told : (this.device.peek?.(this.#buffer) ?? told)
    return describe(this, values, isDeep, name, notes)
  }

  /** A copy of the elements, row by row; rejects with a MemoryError where it was disposed of. */
  async data(): Promise<Values> {
    const values = await this.device.download(this[viewed].buffer)
    await finalized()
    return values
  }

  /** A copy of the elements in nested arrays, as NumPy's `tolist`; a number where the shape is []. */
  async toArray(): Promise<Nested> {
    return nested(await this.data(), this.shape)
  }

  /** The one element of a tensor that has one. */
  async item(): Promise<number> {
    const [value, ...others] = await this.data()
    if (value === undefined || others.length > 0)
      throw new ShapeError(`item: needs one element, but the shape is ${formatShape(this.shape)}`)
    return value
  }

  /** No scope holds it: JavaScript's garbage collector is its backstop. */
  [escaped](): void {
    this.#unscoped = releaseWhenForgotten(this, this.#storage)
  }

  /** Lets go of the memory; a second call does nothing. Scopes do this by themselves. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    untrack(this)
    if (this.#unscoped) forget(this.#unscoped)
    else release(this.#storage)
  }
}
