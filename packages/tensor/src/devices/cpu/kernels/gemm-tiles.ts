/** The inner loops of the matrix product: tiles of 4×8 in registers. Goto & van de Geijn 2008. */
import { loop, type Statements, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import { f32x4 } from '../assembler/values/vectors.ts'

/** A tile's rows and columns: 8 sums, two columns of b and one of a fill the 16 vector registers of x86-64. */
export const ROWS = 4
export const COLUMNS = 8

/** So many rows of `a` at a time: 128 × 256 floats, 128 KiB, stay in the second-level cache while `b` goes by. */
const BLOCK = 128

/**
 * c += a·b where `add` is 1, or c = a·b, plus the row `bias` unless that is 0, for the tiles that begin in startRow … endRow and startColumn … endColumn.
 * `a` is packed in panels of 4 rows, `b` in panels of 8 columns, both `depth` deep; a row of `c` lies `stride` bytes
 * after the one before. What of a tile is beyond `m` or `n` is computed and not stored; `edge` is memory for
 * such a tile, for each tile's width of columns and of rows, so that threads do not share it.
 */
export const tilesKernel = () =>
  kernel(
    'tiles',
    {
      a: i32,
      b: i32,
      c: i32,
      stride: i32,
      m: i32,
      n: i32,
      depth: i32,
      add: i32,
      bias: i32,
      edges: i32,
      startRow: i32,
      endRow: i32,
      startColumn: i32,
      endColumn: i32,
    },
    ({ a, b, c, stride, m, n, depth, add, bias, edges, startRow, endRow, startColumn, endColumn }) => {
      const sums = Array.from({ length: ROWS }, () => [local(f32x4), local(f32x4)] as const)
      const [b0, b1, splat] = [local(f32x4), local(f32x4), local(f32x4)]
      const [fromA, fromB, to] = [local(i32), local(i32), local(i32)]
      const [rowsLeft, columnsLeft] = [local(i32), local(i32)]
      const [blockEnd, edge] = [local(i32), local(i32)]

      // Not unrolled: V8 then keeps too many numbers at once for its registers, and half the speed is lost.
      const multiply: Statements = [
        b0.set(f32x4.load(fromB)),
        b1.set(f32x4.load(fromB, 16)),
        sums.map(([left, right], row) => [
          splat.set(f32x4.loadSplat(fromA, 4 * row)),
          left.set(left.add(splat.mul(b0))),
          right.set(right.add(splat.mul(b1))),
        ]),
        fromA.set(fromA.add(4 * ROWS)),
        fromB.set(fromB.add(4 * COLUMNS)),
      ]
      const whole: Statements = sums.map(([left, right]) => [
        when(add, [left.set(f32x4.load(to).add(left)), right.set(f32x4.load(to, 16).add(right))]),
        f32x4.store(to, left),
        f32x4.store(to, right, 16),
        to.set(to.add(stride)),
      ])
      const partial: Statements = [
        sums.map(([left, right], row) => [
          f32x4.store(edge, left, 32 * row),
          f32x4.store(edge, right, 32 * row + 16),
        ]),
        loop(0, rowsLeft.min(i32.constant(ROWS)), 1, (row) => [
          loop(0, columnsLeft.min(i32.constant(COLUMNS)), 1, (column) => {
            const cell = to.add(column.shl(2))
            const sum = f32.load(edge.add(row.shl(5)).add(column.shl(2)))
            return when(add, f32.store(cell, f32.load(cell).add(sum)), f32.store(cell, sum))
          }),
          to.set(to.add(stride)),
        ]),
      ]
      return [
        edge.set(edges.add(startRow.add(startColumn).mul(4 * ROWS * COLUMNS))),
        loop(startRow, endRow, BLOCK, (block) => [
          blockEnd.set(block.add(BLOCK).min(endRow)),
          loop(startColumn, endColumn, COLUMNS, (column) =>
            loop(block, blockEnd, ROWS, (row) => [
              fromA.set(a.add(row.mul(depth).shl(2))),
              fromB.set(b.add(column.mul(depth).shl(2))),
              sums.map((pair) => pair.map((sum) => sum.set(f32x4.constant(0)))),
              loop(0, depth, 1, () => multiply),
              when(bias, [
                to.set(bias.add(column.shl(2))),
                sums.map(([left, right]) => [
                  left.set(left.add(f32x4.load(to))),
                  right.set(right.add(f32x4.load(to, 16))),
                ]),
              ]),
              to.set(c.add(row.mul(stride)).add(column.shl(2))),
              rowsLeft.set(m.sub(row)),
              columnsLeft.set(n.sub(column)),
              when(rowsLeft.greaterEqual(ROWS).and(columnsLeft.greaterEqual(COLUMNS)), whole, partial),
            ]),
          ),
        ]),
      ]
    },
  )
