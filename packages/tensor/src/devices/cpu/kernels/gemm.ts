/** The matrix product: cut into blocks that fit the caches, packed into panels, multiplied in tiles; or a few rows as they lie. */

import { offsetOf } from '../../../device/axes.ts'
import type { Device, Shape, View } from '../../../device/device.ts'
import { broadcastStrides, sizeAt } from '../../../tensor/shape.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime, Work } from '../runtime/runtime.ts'
import { fewRowsKernel, MOST_ROWS } from './gemm-few-rows.ts'
import { type PanelWidth, packKernel } from './gemm-pack.ts'
import { COLUMNS, ROWS, tilesKernel } from './gemm-tiles.ts'

/** k of a block: a panel of b (8 × 256 floats, 8 KiB) stays in the first-level cache. */
const DEPTH = 256
/** Rows of a that are packed at a time: 2048 × 256 floats, 2 MiB. */
const BLOCK_ROWS = 2048
/** Columns of a block of b: 2048 × 256 floats, 2 MiB, stay in the third-level cache. */
const BLOCK_COLUMNS = 2048

/** A matrix in memory: element (i, j) is at address + i·rowStride + j·columnStride, in bytes. */
interface Matrix {
  readonly address: number
  readonly rowStride: number
  readonly columnStride: number
}

/** Where a product goes, row-major without gaps. */
interface Target {
  readonly address: number
  /** The address of a row that is added to every row of the product. */
  readonly bias?: number | undefined
  /** Whether the product is added to what is there. */
  readonly add?: boolean
}

/** target = a·b, for m×k times k×n. */
export type Multiply = (
  a: Matrix,
  b: Matrix,
  target: Target,
  sizes: readonly [m: number, n: number, k: number],
) => void

const padded = (size: number, to: number): number => Math.ceil(size / to) * to

/** The edges' memory: threads split rows or columns, and each is told apart by where its part begins. */
const edgeBytes = (m: number, n: number): number => 4 * ROWS * COLUMNS * Math.max(m, n)

export function createMultiply(runtime: Runtime): Multiply {
  /** Packs rows (or columns) of a matrix: an element is at address + i·across + k·along. */
  const pack = (
    width: PanelWidth,
    target: number,
    address: number,
    [across, along]: readonly [number, number],
    count: number,
    depth: number,
  ): Work => {
    const dense = across === 4 ? 'across' : 'along'
    return {
      run: runtime.kernel(`pack${width} ${dense}`, () => packKernel(width, dense)),
      values: [target, address, across, along, count, depth, 0, 0],
      range: 6,
      total: count,
      grain: width,
      cost: count * depth,
    }
  }

  const tiles = (
    [panelsA, panelsB, edges]: readonly [number, number, number],
    target: number,
    stride: number,
    [m, n, depth]: readonly [number, number, number],
    add: boolean,
    bias: number,
  ): Work => {
    const values = [panelsA, panelsB, target, stride, m, n, depth, add ? 1 : 0, bias, edges, 0, m, 0, n]
    const split = n > m ? { range: 12, total: n, grain: COLUMNS } : { range: 10, total: m, grain: ROWS }
    return { run: runtime.kernel('tiles', tilesKernel), values, ...split, cost: m * n * depth }
  }

  const fewRows = (a: Matrix, b: Matrix, c: Target, [m, n, k]: readonly [number, number, number]): Work => {
    const dense = b.columnStride === 4 ? 'across' : 'along'
    const ofA = [a.address, a.rowStride, a.columnStride]
    const ofB = [b.address, b.columnStride, b.rowStride]
    return {
      run: runtime.kernel(`fewRows${m} ${dense}`, () => fewRowsKernel(m, dense, DEPTH)),
      values: [...ofA, ...ofB, c.address, 4 * n, n, k, c.bias ?? 0, 0, n],
      range: 11,
      total: n,
      grain: COLUMNS,
      cost: m * n * k,
    }
  }

  return (a, b, target, [m, n, k]) => {
    if (m === 0 || n === 0) return
    const { address: output, bias, add = false } = target
    if (m <= MOST_ROWS && k > 0 && !add) return runtime.share(fewRows(a, b, target, [m, n, k]))
    const deep = Math.min(k, DEPTH)
    const [mostRows, mostColumns] = [Math.min(m, BLOCK_ROWS), Math.min(n, BLOCK_COLUMNS)]
    const bytesA = 4 * padded(mostRows, ROWS) * deep
    const bytesB = 4 * padded(mostColumns, COLUMNS) * deep
    runtime.scratch(bytesA + bytesB + edgeBytes(mostRows, mostColumns), (panelsA) => {
      const memory = [panelsA, panelsA + bytesA, panelsA + bytesA + bytesB] as const
      for (let column = 0; column < n; column += BLOCK_COLUMNS) {
        const columns = Math.min(BLOCK_COLUMNS, n - column)
        for (let from = 0; from < k || from === 0; from += DEPTH) {
          const depth = Math.min(DEPTH, k - from)
          const fromB = b.address + from * b.rowStride + column * b.columnStride
          const packB = pack(8, memory[1], fromB, [b.columnStride, b.rowStride], columns, depth)
          for (let row = 0; row < m; row += BLOCK_ROWS) {
            const rows = Math.min(BLOCK_ROWS, m - row)
            const fromA = a.address + row * a.rowStride + from * a.columnStride
            const packA = pack(4, memory[0], fromA, [a.rowStride, a.columnStride], rows, depth)
            runtime.share(...(row === 0 ? [packB, packA] : [packA]))
            const at = output + 4 * (row * n + column)
            const start = bias && from === 0 ? bias + 4 * column : 0
            runtime.share(tiles(memory, at, 4 * n, [rows, columns, depth], add || from > 0, start))
          }
        }
      }
    })
  }
}

export function createMatmul(multiply: Multiply): Device<CpuBuffer>['matmul'] {
  return (a, b, { transposeA, transposeB }, output) => {
    const [m, n] = [sizeAt(output.shape, -2), sizeAt(output.shape, -1)]
    const k = sizeAt(a.shape, transposeA ? -2 : -1)
    if (output.buffer.length === 0) return
    const stack = output.shape.slice(0, -2)
    const matrices = stack.reduce((product, size) => product * size, 1)
    const [stackA, stackB] = [stackStrides(a.shape, stack), stackStrides(b.shape, stack)]
    for (let matrix = 0; matrix < matrices; matrix++)
      multiply(
        matrixOf(a, transposeA, offsetOf(matrix, stack, stackA)),
        matrixOf(b, transposeB, offsetOf(matrix, stack, stackB)),
        { address: output.buffer.address + 4 * matrix * m * n },
        [m, n, k],
      )
  }
}

/** How many matrices of the operand lie between neighbours of the output's stack. */
const stackStrides = (shape: Shape, stack: Shape): number[] => broadcastStrides(shape.slice(0, -2), stack)

/** The matrix at an address whose rows in memory have `columns` elements: as it lies there, or its transpose. */
export const matrixAt = (address: number, columns: number, transposed = false): Matrix =>
  transposed
    ? { address, rowStride: 4, columnStride: 4 * columns }
    : { address, rowStride: 4 * columns, columnStride: 4 }

function matrixOf({ buffer, shape }: View<CpuBuffer>, transposed: boolean, matrix: number): Matrix {
  const [rows, columns] = [sizeAt(shape, -2), sizeAt(shape, -1)]
  return matrixAt(buffer.address + 4 * matrix * rows * columns, columns, transposed)
}
