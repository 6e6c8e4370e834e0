import { type Device, type Elementwise, random, type Shape, type Tensor, tensor } from '@cloze/tensor'
import { expandScalar, sizeOf, topological } from '@cloze/tensor/extend'

/** One kernel at one size. */
export interface KernelCase {
  /** A kernel's name, and what tells its cases of one size apart. */
  readonly name: string
  readonly size: string
  /** What its speed is told by, and held against: arithmetic in registers, or a bare copy. */
  readonly bound: 'arithmetic' | 'memory'
  /** Multiplications, additions and the like: those of the definition, however the kernel goes about it. */
  readonly flops: number
  /** What has to be read and written at least, each cell once. */
  readonly bytes: number
  /** Makes the inputs; what comes back is timed, and its results are let go of. */
  readonly prepare: (device: Device) => () => unknown
}

/** A case that memory bounds. */
export const memoryBound = (
  name: string,
  shape: Shape,
  { flops, bytes }: Pick<KernelCase, 'flops' | 'bytes'>,
  prepare: KernelCase['prepare'],
): KernelCase => ({ name, size: shape.join('×'), bound: 'memory', flops, bytes, prepare })

/** Kernels of a kind; each one's sizes ascend. */
export type Family = readonly KernelCase[]

/** What a step of BERT-tiny has, and what fits no cache. */
export const sizes: readonly (readonly [rows: number, columns: number])[] = [
  [128, 128],
  [2048, 128],
  [16384, 256],
]

/** Ordinary numbers around 0. */
export function filled(device: Device, shape: Shape, seed = 0): Tensor {
  const stream = random(seed, 'bench', ...shape)
  const few = Float32Array.from({ length: 1021 }, () => 2 * stream.uniform() - 1)
  return tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => few[i % 1021] ?? 0),
    { shape, device },
  )
}

/** int32 in 0…below−1, as words come: in no order. */
export function integers(device: Device, length: number, below: number): Tensor {
  const stream = random(0, 'bench', length, below)
  return tensor(
    Int32Array.from({ length }, () => stream.integer(below)),
    { device },
  )
}

/** How many operations an expression has for one element, with what `exp` and the like are made of. */
export const operationsOf = ({ op }: Elementwise<never>): number =>
  topological(expandScalar(op.graph)).filter(({ node }) => node.kind === 'primitive').length
