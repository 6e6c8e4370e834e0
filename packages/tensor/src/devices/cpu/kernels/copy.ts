/** Copies of strided blocks. */

import { collapse, offsetOf } from '../../../device/axes.ts'
import type { Device, Piece } from '../../../device/device.ts'
import { loop, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { i32 } from '../assembler/values/scalars.ts'
import { f32x4 } from '../assembler/values/vectors.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { clear } from './clear.ts'

/** Threads write to different cache lines: 16 elements. */
const LINE = 16

/** target[r, c] = source[r, c]; strides count bytes. Four columns at once where both go on without gaps. */
const copyKernel = () =>
  kernel(
    'copy',
    {
      target: i32,
      targetRow: i32,
      targetColumn: i32,
      source: i32,
      sourceRow: i32,
      sourceColumn: i32,
      startRow: i32,
      endRow: i32,
      startColumn: i32,
      endColumn: i32,
    },
    (indices) => {
      const { target, targetRow, targetColumn, source, sourceRow, sourceColumn } = indices
      const { startRow, endRow, startColumn, endColumn } = indices
      const to = local(i32)
      const from = local(i32)
      const vectors = local(i32)
      const dense = targetColumn.equal(4).and(sourceColumn.equal(4))
      return loop(startRow, endRow, 1, (row) => [
        to.set(target.add(row.mul(targetRow))),
        from.set(source.add(row.mul(sourceRow))),
        vectors.set(startColumn),
        when(dense, [
          vectors.set(startColumn.add(endColumn.sub(startColumn).and(-4))),
          loop(startColumn, vectors, 4, (c) => f32x4.store(to.add(c.shl(2)), f32x4.load(from.add(c.shl(2))))),
        ]),
        loop(vectors, endColumn, 1, (c) =>
          i32.store(to.add(c.mul(targetColumn)), i32.load(from.add(c.mul(sourceColumn)))),
        ),
      ])
    },
  )

export function createCopy(runtime: Runtime): Device<CpuBuffer>['copy'] {
  return (sources, pieces, output) => {
    const covered = pieces.reduce(
      (total, { shape }) => total + shape.reduce((product, size) => product * size, 1),
      0,
    )
    if (covered < output.length) clear(runtime, output)
    for (const piece of pieces) copyPiece(runtime, sources[piece.source], piece, output)
  }
}

function copyPiece(runtime: Runtime, source: CpuBuffer | undefined, piece: Piece, output: CpuBuffer): void {
  const run = runtime.kernel('copy', copyKernel)
  const { sizes, strides } = collapse(piece.shape, [piece.sourceStrides, piece.targetStrides])
  const [from, to] = strides
  if (source === undefined || sizes.includes(0)) return
  const axes = sizes.length
  const [rows, columns] = [sizes.at(-2) ?? 1, sizes.at(-1) ?? 1] // an axis that is not there is one of size 1
  const outer = sizes.slice(0, -2)
  const blocks = outer.reduce((product, size) => product * size, 1)
  const split =
    rows > columns ? { range: 6, total: rows, grain: 1 } : { range: 8, total: columns, grain: LINE }
  for (let block = 0; block < blocks; block++) {
    const [sourceBlock, targetBlock] = [offsetOf(block, outer, from), offsetOf(block, outer, to)]
    const values = [
      output.address + 4 * (piece.targetOffset + targetBlock),
      4 * (to[axes - 2] ?? 0),
      4 * (to[axes - 1] ?? 0),
      source.address + 4 * (piece.sourceOffset + sourceBlock),
      4 * (from[axes - 2] ?? 0),
      4 * (from[axes - 1] ?? 0),
      ...[0, rows, 0, columns],
    ]
    runtime.share({ run, values, ...split, cost: rows * columns })
  }
}
