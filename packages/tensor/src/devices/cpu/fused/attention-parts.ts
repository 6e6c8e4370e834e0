/** What attention and its gradient have in common: a head at a time, its keys and values laid out in the cache. */

import type { View } from '../../../device/device.ts'
import type { AttentionAttributes } from '../../../ops/attention.ts'
import { queryOffsetOf, UNSEEN } from '../../../ops/attention.ts'
import { offsetsOf, type Packed } from '../../../ops/packed.ts'
import { axesOf, sizeAt } from '../../../tensor/shape.ts'
import {
  fillBytes,
  IntPointer,
  intPointer,
  loop,
  type Pointer,
  pointer,
  type Statements,
  type VectorIndex,
  vectorLoop,
  when,
} from '../assembler/control.ts'
import type { Run } from '../assembler/kernel.ts'
import { type Local, local } from '../assembler/values/local.ts'
import { f32, type I32, type I32Like, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4, i32x4, splat } from '../assembler/values/vectors.ts'
import { packPanels } from '../kernels/gemm-pack.ts'
import { COLUMNS } from '../kernels/gemm-tiles.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { columnsFrom, dropoutArguments, dropoutParameters } from './dropping.ts'

// B batch · S sequence · H hidden · h heads · d = H / h

/** So many queries at a time: their scores stay in the cache. */
export const QUERIES = 32

/**
 * A kernel's parameters, after the addresses of its tensors. A mask at 0 is none. Where `offsets` is not 0, sequences lie
 * end to end: there are the numbers of their first rows, and of the row after the last.
 */
export const attentionParameters = {
  mask: intPointer,
  offsets: intPointer,
  own: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  size: i32,
  scale: f32,
  causal: i32,
  queryOffset: i32,
  ...dropoutParameters,
  start: i32,
  end: i32,
}

type AttentionParameters = {
  readonly [Name in keyof typeof attentionParameters]: Local<
    ReturnType<(typeof attentionParameters)[Name]['make']>
  >
}

/** Sizes are rounded up to whole panels, so that products need no edges. */
const padded = (size: I32): I32 => size.add(COLUMNS - 1).and(-COLUMNS)

/** Where a head's part is in the tensors. Locals, set by `forHeads`. */
interface HeadOffset {
  readonly batch: I32
  /** Bytes from one row of a tensor to the next; of `size`, and of `keys` numbers that lie by themselves. */
  readonly stride: I32
  readonly dRow: I32
  readonly kRow: I32
  /** The number of the head's first log-sum-exp. */
  readonly firstQuery: I32
  /** The head's columns in the example's rows of a tensor: from row `first` on, `count` of them. */
  ofQueries(tensor: I32, first?: I32, count?: I32): HeadRows
  ofKeys(tensor: I32): HeadRows
  /** What is the same for all heads, and what is not. */
  begin(): Statements
  enter(head: I32): Statements
}

export function headPlace({ offsets, heads, queries, keys, size }: AttentionParameters): HeadOffset {
  const [batch, within, firstQuery] = [local(i32), local(i32), local(i32)]
  const [queryRow, keyRow] = [local(i32), local(i32)]
  const [stride, dRow, kRow] = [local(i32), local(i32), local(i32)]
  const rows = (tensor: I32, row: I32, count: I32): HeadRows => ({
    address: tensor.add(row.mul(stride)).add(within.mul(size).shl(2)),
    stride,
    count,
    size,
  })
  return {
    batch,
    stride,
    dRow,
    kRow,
    firstQuery,
    ofQueries: (tensor, first = i32.constant(0), count = queries) => rows(tensor, queryRow.add(first), count),
    ofKeys: (tensor) => rows(tensor, keyRow, keys),
    begin: () => [stride.set(heads.mul(size).shl(2)), dRow.set(padded(size).shl(2))],
    enter: (head) => [
      batch.set(head.div(heads)),
      within.set(head.rem(heads)),
      when(
        offsets,
        [
          queryRow.set(offsets.load(batch)),
          keyRow.set(queryRow),
          queries.set(offsets.load(batch.add(1)).sub(queryRow)),
          keys.set(queries),
        ],
        [queryRow.set(batch.mul(queries)), keyRow.set(batch.mul(keys))],
      ),
      kRow.set(padded(keys).shl(2)),
      firstQuery.set(queryRow.mul(heads).add(within.mul(queries))),
    ],
  }
}

/** Head after head, of all examples. */
export const forHeads = (
  { start, end }: AttentionParameters,
  index: HeadOffset,
  body: (head: I32) => Statements,
): Statements => [index.begin(), loop(start, end, 1, (head) => [index.enter(head), body(head)])]

/** Sets addresses to where matrices of rows × columns lie one after another. */
export const layOut = (
  matrices: readonly (readonly [index: Local<I32>, rows: I32, columns: I32])[],
  start: I32,
): Statements => {
  let end = start
  return matrices.map(([index, rows, columns]) => {
    const set = index.set(end)
    end = index.add(padded(rows).mul(padded(columns)).shl(2))
    return set
  })
}

interface Heads {
  readonly query: View<CpuBuffer>
  readonly key: View<CpuBuffer>
  readonly mask: View<CpuBuffer> | undefined
  readonly attributes: AttentionAttributes & Partial<Packed>
  /** How many numbers a thread works on, for so many keys and so large a head. */
  readonly ownFloats: (keys: number, size: number) => number
  /** How many products of queries and keys there are. */
  readonly products: number
}

/** The sequences that there are: of one length side by side, or of several end to end. */
function sequencesOf({ query, key, attributes: { lengths } }: Heads) {
  const hidden = sizeAt(query.shape, -1)
  if (lengths === undefined) {
    const [count, queries] = axesOf(query.shape, 3)
    const [, keys] = axesOf(key.shape, 3)
    return { count, queries, keys, hidden, cells: count * queries * keys, offsets: [] }
  }
  const longest = Math.max(...lengths)
  const cells = lengths.reduce((sum, length) => sum + length * length, 0)
  return {
    count: lengths.length,
    queries: longest,
    keys: longest,
    hidden,
    cells,
    offsets: offsetsOf({ lengths }),
  }
}

/** Shares the heads of all sequences among the threads. */
export function shareHeads(runtime: Runtime, run: Run, addresses: readonly number[], of: Heads): void {
  const { mask, attributes, ownFloats, products } = of
  const { heads, scale, causal, dropout } = attributes
  const { count, queries, keys, hidden, cells, offsets } = sequencesOf(of)
  const size = hidden / heads
  if (count * heads === 0) return
  const whole = (length: number) => Math.ceil(length / COLUMNS) * COLUMNS
  const bytes = 4 * whole(ownFloats(whole(keys), whole(size)))
  runtime.scratch(bytes * runtime.threads + 4 * offsets.length, (own) => {
    const table = own + bytes * runtime.threads
    runtime.heap.integers.set(offsets, table / 4)
    const values = [
      ...[...addresses, mask?.buffer.address ?? 0, offsets.length > 0 ? table : 0, own],
      ...[heads, queries, keys, size, scale, causal ? 1 : 0, queryOffsetOf(attributes)],
      ...dropoutArguments([count, heads, queries, keys], dropout),
      ...[0, 0],
    ]
    runtime.share({
      run,
      values,
      range: values.length - 2,
      total: count * heads,
      grain: 1,
      own: { index: addresses.length + 2, bytes },
      cost: products * cells * hidden,
    })
  })
}

/** The columns of one head in a tensor (B, S, H): rows of `size` elements, `stride` bytes apart. */
interface HeadRows {
  readonly address: I32
  readonly stride: I32
  readonly count: I32
  readonly size: I32
}

/** Panels for a product over the head's columns: key by key, as q·kᵀ reads keys. */
export const packByRows = (target: I32, { address, stride, count, size }: HeadRows): Statements =>
  packPanels(
    COLUMNS,
    'along',
    { target, source: address, across: stride, along: i32.constant(4), count, depth: size },
    0,
    count,
  )

/** Panels for a product over the head's rows: column by column, as weights·v reads values. */
export const packByColumns = (target: I32, { address, stride, count, size }: HeadRows): Statements =>
  packPanels(
    COLUMNS,
    'across',
    { target, source: address, across: i32.constant(4), along: stride, count: size, depth: count },
    0,
    size,
  )

/** Zeros, for so many rows that lie `row` bytes apart, up to whole panels. */
export const clearMatrix = (target: I32, rows: I32, row: I32): Statements =>
  fillBytes(target, 0, padded(rows).mul(row))

/** Rows to where they lie side by side, `row` bytes apart; what is beyond them, up to a multiple of four, is 0. */
export function copyIn(target: I32, row: I32, { address, stride, count, size }: HeadRows): Statements {
  const [to, from] = [local(pointer), local(pointer)]
  return [
    fillBytes(target, 0, count.add(3).and(-4).mul(row)),
    loop(0, count, 1, (r) => [
      to.set(asPointer(target.add(r.mul(row)))),
      from.set(asPointer(address.add(r.mul(stride)))),
      vectorLoop(0, size, (c) => to.store(c, from.load(c))),
    ]),
  ]
}

/** The way back. */
export function copyOut({ address, stride, count, size }: HeadRows, source: I32, row: I32): Statements {
  const [to, from] = [local(pointer), local(pointer)]
  return loop(0, count, 1, (r) => [
    to.set(asPointer(address.add(r.mul(stride)))),
    from.set(asPointer(source.add(r.mul(row)))),
    vectorLoop(0, size, (c) => to.store(c, from.load(c))),
  ])
}

export const asPointer = (address: I32): Pointer => pointer.make(address.emit)

/** Products of a query and its keys as scores: scaled, and UNSEEN where the key may not be seen. */
export function scoring({ mask, scale, causal, queryOffset, keys }: AttentionParameters, batch: I32) {
  const unseen = local(i32x4)
  return (products: F32x4, query: I32, c: VectorIndex): { before: Statements; score: F32x4 } => ({
    before: [
      unseen.set(i32x4.constant(0)),
      when(mask, unseen.set(new IntPointer(mask.at(batch.mul(keys)).emit).load(c).equal(0))),
      when(
        causal,
        unseen.set(unseen.or(columnsFrom(c.element).greater(i32x4.splat(query.add(queryOffset))))),
      ),
    ],
    score: unseen.select(f32x4.constant(UNSEEN), products.mul(splat(scale))),
  })
}

export const least = (a: I32, b: I32Like): I32 => a.min(typeof b === 'number' ? i32.constant(b) : b)
