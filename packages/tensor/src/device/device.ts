import type { Scalar } from '../scalar/scalar.ts'

/** What a device has for floats: `float64` on `reference`, `float32` elsewhere. */
export type FloatType = 'float32' | 'float64'
/** The type of a tensor's elements. */
export type DType = FloatType | 'int32'
/** Elements on the host, row by row. */
export type Values = Float32Array | Float64Array | Int32Array
/** The sizes of a tensor's axes; [] of a scalar. */
export type Shape = readonly number[]

/** Where a device keeps a tensor's elements. Only the device that made a buffer knows what is in it. */
export interface DeviceBuffer {
  readonly length: number
  readonly dtype: DType
}

/** A buffer and the row-major shape in which a kernel reads or writes it. */
export interface View<S extends DeviceBuffer = DeviceBuffer> {
  readonly buffer: S
  readonly shape: Shape
}

/**
 * A block of cells to copy, axis by axis, with strides in elements: cell (i, j, …) of `shape` goes from
 * `sourceOffset + i·sourceStrides[0] + …` to `targetOffset + i·targetStrides[0] + …`. A stride of 0 repeats.
 */
export interface Piece {
  readonly source: number
  readonly shape: Shape
  readonly sourceOffset: number
  readonly sourceStrides: readonly number[]
  readonly targetOffset: number
  readonly targetStrides: readonly number[]
}

/** An op, as far as a device knows one: it is told from others by being that object; the name is for people. */
export interface OpIdentity {
  readonly kind: string
  readonly name: string
}

/** A fused kernel: reads the inputs of its op, fills that op's outputs. */
export interface FusedKernel<S extends DeviceBuffer = DeviceBuffer> {
  run(inputs: readonly View<S>[], attributes: unknown, outputs: readonly View<S>[]): void
}

/**
 * What a device must have: memory, and eight kernels. Kernels write into buffers that the caller allocated, so that
 * shapes and errors are decided above; they may return before the work is done, in order of the calls.
 * On a device whose thread computes one output cell, each of them is a kernel of at most seven arrays.
 */
export interface Device<S extends DeviceBuffer = DeviceBuffer> {
  readonly name: string
  readonly floatType: FloatType

  allocate(length: number, dtype: DType): S
  release(buffer: S): void
  /** Elements `offset` … `offset + length − 1` of a buffer, in the same memory; it is the whole that is released. */
  part?(buffer: S, offset: number, length: number): S
  /** Fills a buffer from the host; the values may be changed afterwards. */
  upload(values: Values, buffer: S): void
  /** A copy of the buffer's elements, once everything that writes to it has run. */
  download(buffer: S): Promise<Values>
  /** The buffer's elements, where they can be had at once: ids and labels are then checked at the call. */
  peek?(buffer: S): Values
  /** Waits for what was asked of the device so far. */
  synchronize(): Promise<void>

  /**
   * Applies `graph` to the inputs broadcast to the output's shape. int32 inputs count as the device's floats; what the
   * graph gives for an int32 output is whole.
   */
  elementwise(graph: Scalar, inputs: readonly View<S>[], output: View<S>): void
  /** Sums or maximises over `axes` (ascending); the output holds the other axes. Empty: 0 and −∞. */
  reduce(kind: 'sum' | 'max', input: View<S>, axes: readonly number[], output: S): void
  /** output = op(a)·op(b) over the last two axes; leading axes of 1 in `a` or `b` are repeated. */
  matmul(a: View<S>, b: View<S>, transposes: Transposes, output: View<S>): void
  /** Fills the output from pieces of the sources, which do not overlap there; what no piece covers is 0. */
  copy(sources: readonly S[], pieces: readonly Piece[], output: S): void
  /** output[i] = table[ids[i]], rows of `table` (R, …). Where the device can be peeked at, ids are in 0…R−1. */
  gather(table: View<S>, ids: S, output: S): void
  /** output (R, …) is 0, then output[ids[i]] += rows[i] in order of i. */
  scatterAdd(rows: S, ids: S, output: View<S>): void
  /** The index (int32) of the first maximum over the last axis; NaN counts as larger than any number. */
  argmax(input: View<S>, output: S): void

  /** Kernels for whole ops, by the op itself: another op of the same name runs its own definition. */
  readonly fused?: ReadonlyMap<OpIdentity, FusedKernel<S>>
}

export interface Transposes {
  readonly transposeA: boolean
  readonly transposeB: boolean
}
