/** A product small enough for the cache, inside of a kernel: `b` in panels of 8 columns, `a` as it lies. */
import { loop, type Statements } from '../assembler/control.ts'
import { local } from '../assembler/values/local.ts'
import { type I32, type I32Like, i32 } from '../assembler/values/scalars.ts'
import { f32x4 } from '../assembler/values/vectors.ts'
import { COLUMNS, ROWS } from './gemm-tiles.ts'

/** Strides and addresses count bytes. */
interface PanelProduct {
  /** Element (i, k) is at address + i·row + k·along. */
  readonly a: { readonly address: I32; readonly row: I32Like; readonly along: I32Like }
  /** Element (k, j) of panel p, which holds the columns 8p … 8p + 7, is at b + 32·(p·depth + k) + 4·j. */
  readonly b: I32
  readonly c: { readonly address: I32; readonly row: I32 }
  /** Rows and columns are computed in fours and eights: `a`, `b` and `c` have room for whole ones. */
  readonly rows: I32
  readonly columns: I32
  readonly depth: I32
  /** Whether to add to what is in `c`. */
  readonly add?: boolean
}

const timesRow = (row: I32Like, count: number): I32Like =>
  typeof row === 'number' ? row * count : row.mul(count)

export function panelProduct({ a, b, c, rows, columns, depth, add = false }: PanelProduct): Statements {
  const sums = Array.from({ length: ROWS }, () => [local(f32x4), local(f32x4)] as const)
  const from = Array.from({ length: ROWS }, () => local(i32))
  const [b0, b1, splat] = [local(f32x4), local(f32x4), local(f32x4)]
  const [start, to, end] = [local(i32), local(i32), local(i32)]
  return loop(0, columns, COLUMNS, (column) => [
    start.set(b.add(column.mul(depth).shl(2))),
    end.set(start.add(depth.mul(4 * COLUMNS))),
    loop(0, rows, ROWS, (row) => [
      from.map((address, index) => address.set(a.address.add(row.mul(a.row)).add(timesRow(a.row, index)))),
      to.set(c.address.add(row.mul(c.row)).add(column.shl(2))),
      sums.map(([left, right], index) =>
        add
          ? [
              left.set(f32x4.load(to.add(c.row.mul(index)))),
              right.set(f32x4.load(to.add(c.row.mul(index)), 16)),
            ]
          : [left.set(f32x4.constant(0)), right.set(f32x4.constant(0))],
      ),
      loop(start, end, 4 * COLUMNS, (k) => [
        b0.set(f32x4.load(k)),
        b1.set(f32x4.load(k, 16)),
        sums.map(([left, right], index) => {
          const address = from[index] ?? a.address
          return [
            splat.set(f32x4.loadSplat(address)),
            left.set(left.add(splat.mul(b0))),
            right.set(right.add(splat.mul(b1))),
          ]
        }),
        from.map((address) => address.set(address.add(a.along))),
      ]),
      sums.map(([left, right]) => [f32x4.store(to, left), f32x4.store(to, right, 16), to.set(to.add(c.row))]),
    ]),
  ])
}
