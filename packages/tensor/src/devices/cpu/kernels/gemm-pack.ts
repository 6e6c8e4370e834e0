/**
 * Packing for the matrix product: a matrix is cut into panels of 4 or 8 rows (or columns), and each panel is laid out
 * so that the inner loop reads it from end to end. All transposes are dealt with here: what lies how is a stride.
 */
import { loop, type Statements, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { type Local, local } from '../assembler/values/local.ts'
import { f32, type I32, type I32Like, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4 } from '../assembler/values/vectors.ts'

export type PanelWidth = 4 | 8

/** Which of the two directions goes on without gaps in memory. */
export type Dense = 'across' | 'along'

/** A matrix to be packed, and where to: strides and addresses count bytes. */
interface Packing {
  readonly target: I32
  readonly source: I32
  readonly across: I32
  readonly along: I32
  /** How many rows (or columns) it has: what a panel has beyond is 0. */
  readonly count: I32
  readonly depth: I32
}

/**
 * target[p][k][w] = source[p·width + w, k], 0 beyond `count`, for the panels that begin in start … end. An element of the
 * source is at source + (p·width + w)·across + k·along.
 */
export function packPanels(
  width: PanelWidth,
  dense: Dense,
  { target, source, across, along, count, depth }: Packing,
  firstPanel: I32Like,
  end: I32,
): Statements {
  const to = local(i32)
  const from = local(i32)
  const left = local(i32)
  const groups = Array.from({ length: width / 4 }, (_, group) => 4 * group)
  const full =
    dense === 'across'
      ? loop(0, depth, 1, () => [
          groups.map((w) => f32x4.store(to, f32x4.load(from, 4 * w), 4 * w)),
          to.set(to.add(4 * width)),
          from.set(from.add(along)),
        ])
      : groups.map((w) => transposed(width, w, to, from.add(across.mul(w)), across, depth))
  const edge = loop(0, depth, 1, (k) => [
    loop(0, width, 1, (w) =>
      when(
        w.less(left),
        f32.store(to.add(w.shl(2)), f32.load(from.add(w.mul(across)).add(k.mul(along)))),
        f32.store(to.add(w.shl(2)), 0),
      ),
    ),
    to.set(to.add(4 * width)),
  ])
  return loop(firstPanel, end, width, (start) => [
    to.set(target.add(start.mul(depth).shl(2))),
    from.set(source.add(start.mul(across))),
    left.set(count.sub(start)),
    when(left.greaterEqual(width), full, edge),
  ])
}

export const packKernel = (width: PanelWidth, dense: Dense) =>
  kernel(
    `pack${width}`,
    { target: i32, source: i32, across: i32, along: i32, count: i32, depth: i32, start: i32, end: i32 },
    ({ start, end, ...packing }) => packPanels(width, dense, packing, start, end),
  )

/** Four rows of the source that go on along k, as columns of the panel: blocks of 4×4, then what is left of k. */
function transposed(width: PanelWidth, w: number, to: I32, start: I32, across: I32, depth: I32): Statements {
  const rows = Array.from({ length: 4 }, () => local(i32))
  const vectors = [local(f32x4), local(f32x4), local(f32x4), local(f32x4)] as const
  const target = local(i32)
  const blocks = local(i32)
  return [
    target.set(to.add(4 * w)),
    rows.map((row, i) => row.set(start.add(across.mul(i)))),
    blocks.set(depth.and(-4)),
    loop(0, blocks, 4, () => [
      vectors.map((vector, i) => vector.set(f32x4.load(rows[i] ?? start))),
      transpose(vectors).map((column, i) => f32x4.store(target, column, 4 * width * i)),
      rows.map((row) => row.set(row.add(16))),
      target.set(target.add(16 * width)),
    ]),
    loop(blocks, depth, 1, () => [
      rows.map((row, i) => f32.store(target, f32.load(row), 4 * i)),
      rows.map((row) => row.set(row.add(4))),
      target.set(target.add(4 * width)),
    ]),
  ]
}

type Four<T> = readonly [T, T, T, T]

/** The columns of a 4×4 block whose rows are given. */
export function transpose([a, b, c, d]: Four<Local<F32x4>>): Four<F32x4> {
  const low = (x: F32x4, y: F32x4) => x.shuffle(y, [0, 4, 1, 5])
  const high = (x: F32x4, y: F32x4) => x.shuffle(y, [2, 6, 3, 7])
  return [
    low(a, b).shuffle(low(c, d), [0, 1, 4, 5]),
    low(a, b).shuffle(low(c, d), [2, 3, 6, 7]),
    high(a, b).shuffle(high(c, d), [0, 1, 4, 5]),
    high(a, b).shuffle(high(c, d), [2, 3, 6, 7]),
  ]
}
