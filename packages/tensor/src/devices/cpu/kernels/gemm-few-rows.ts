/**
 * The matrix product of so few rows that packing `b` would cost more than the product: `b` is read as it lies. Every
 * sum goes in the order of the packed product, so that a row's bits do not depend on how many rows are beside it.
 */
import { loop, type Statements, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, type I32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4 } from '../assembler/values/vectors.ts'
import { type Dense, transpose } from './gemm-pack.ts'
import { COLUMNS } from './gemm-tiles.ts'

/** Beyond that, what packing costs is little beside the product. */
export const MOST_ROWS = 2

/**
 * c = a·b, plus the row `bias` unless that is 0, for the columns start … end of n. Element (i, k) of `a` is at
 * a + i·rowA + k·along, (k, j) of `b` at b + k·down + j·across, and (i, j) of `c` at c + i·rowC + 4·j, in bytes.
 * @param rows of `a`, at most `MOST_ROWS`
 * @param dense `across` where the columns of `b` lie side by side, `along` where its rows do
 * @param block how many products are summed before they are added to the sum so far
 */
export const fewRowsKernel = (rows: number, dense: Dense, block: number) =>
  kernel(
    `fewRows${rows}`,
    {
      a: i32,
      rowA: i32,
      along: i32,
      b: i32,
      across: i32,
      down: i32,
      c: i32,
      rowC: i32,
      n: i32,
      depth: i32,
      bias: i32,
      start: i32,
      end: i32,
    },
    ({ a, rowA, along, b, across, down, c, rowC, n, depth, bias, start, end }) => {
      // Four columns; beyond the last one, that one again.
      const groups = Array.from({ length: COLUMNS / 4 }, (_, group) => ({
        first: 4 * group,
        lanes: [lane(), lane(), lane(), lane()] as const,
        values: local(f32x4), // (1, 4) of b
      }))
      const ofRows = Array.from({ length: rows }, () => ({
        from: local(i32),
        cells: groups.map((group) => ({ group, sum: local(f32x4), total: local(f32x4) })), // (1, 4) of c, of a block and so far
      }))
      const [left, to, blockEnd, quads, splat] = [
        local(i32),
        local(i32),
        local(i32),
        local(i32),
        local(f32x4),
      ]
      const each = (write: (cell: (typeof ofRows)[number]['cells'][number]) => Statements): Statements =>
        ofRows.map(({ cells }) => cells.map(write))

      const gathered = (addresses: readonly I32[]): F32x4 =>
        addresses.reduce(
          (vector, address, index) => vector.withLane(index, f32.load(address)),
          f32x4.constant(0),
        )
      /** Adds the next column of `a` times each group's values to the sums. */
      const step: Statements = ofRows.map(({ from, cells }) => [
        splat.set(f32x4.loadSplat(from)),
        cells.map(({ group, sum }) => sum.set(sum.add(splat.mul(group.values)))),
        from.set(from.add(along)),
      ])
      const next = (bytes: I32): Statements =>
        groups.map(({ lanes }) => lanes.map(({ from }) => from.set(from.add(bytes))))
      const rowByRow = (begin: I32, finish: I32): Statements =>
        loop(begin, finish, 1, () => [
          groups.map(({ lanes, values }) => values.set(gathered(lanes.map(({ from }) => from)))),
          step,
          next(down),
        ])
      const sideBySide: Statements = [
        groups.map(({ lanes: [{ from }], values }) => values.set(f32x4.load(from))),
        step,
        next(down),
      ]
      const fourRows: Statements = [
        groups.map(({ lanes }) => lanes.map(({ values, from }) => values.set(f32x4.load(from)))),
        ([0, 1, 2, 3] as const).map((row) => [
          groups.map(({ lanes: [a, b, c, d], values }) =>
            values.set(transpose([a.values, b.values, c.values, d.values])[row]),
          ),
          step,
        ]),
        next(i32.constant(16)),
      ]
      const sumBlock = (begin: I32): Statements =>
        dense === 'across'
          ? when(
              left.greaterEqual(COLUMNS),
              loop(begin, blockEnd, 1, () => sideBySide),
              rowByRow(begin, blockEnd),
            )
          : [
              quads.set(begin.add(blockEnd.sub(begin).and(-4))),
              loop(begin, quads, 4, () => fourRows),
              rowByRow(quads, blockEnd),
            ]
      const addBias: Statements = [
        groups.map(({ lanes, values }) =>
          values.set(gathered(lanes.map(({ column }) => bias.add(column.shl(2))))),
        ),
        each(({ group, sum }) => sum.set(sum.add(group.values))),
      ]
      const store = ofRows.map(({ cells }) => [
        cells.map(({ group: { first, lanes }, total }) =>
          when(
            left.greaterEqual(first + 4),
            f32x4.store(to, total, 4 * first),
            lanes.map((_, index) =>
              when(left.greater(first + index), f32x4.storeLane(to, total, index, 4 * (first + index))),
            ),
          ),
        ),
        to.set(to.add(rowC)),
      ])
      return loop(start, end, COLUMNS, (column) => [
        left.set(n.sub(column)),
        groups.map(({ first, lanes }) =>
          lanes.map((own, index) => [
            own.column.set(column.add(first + index).min(n.sub(1))),
            own.from.set(b.add(own.column.mul(across))),
          ]),
        ),
        ofRows.map(({ from }, row) => from.set(a.add(rowA.mul(row)))),
        each(({ total }) => total.set(f32x4.constant(0))),
        loop(0, depth, block, (begin) => [
          blockEnd.set(begin.add(block).min(depth)),
          each(({ sum }) => sum.set(f32x4.constant(0))),
          sumBlock(begin),
          when(
            begin.equal(0),
            [when(bias, addBias), each(({ sum, total }) => total.set(sum))],
            each(({ sum, total }) => total.set(total.add(sum))),
          ),
        ]),
        to.set(c.add(column.shl(2))),
        store,
      ])
    },
  )

const lane = () => ({ column: local(i32), from: local(i32), values: local(f32x4) })
