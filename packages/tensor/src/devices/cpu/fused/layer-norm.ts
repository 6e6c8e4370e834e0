/**
 * A row is read while it is in the cache: the mean, the deviation, and what becomes of it. Where a row is a sum of two,
 * it is added up anew each time, which costs less than to keep it.
 */

import type { View } from '../../../device/device.ts'
import type { addLayerNormGradientOp, addLayerNormOp } from '../../../ops/add-layer-norm.ts'
import {
  layerNormCotangent,
  type layerNormGradientOp,
  type layerNormOp,
  normalised,
} from '../../../ops/layer-norm.ts'
import {
  loop,
  type Pointer,
  pointer,
  type Statements,
  type VectorIndex,
  vectorLoop,
} from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, type I32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4, splat } from '../assembler/values/vectors.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import { lower } from '../runtime/lowering.ts'
import type { CreateFused, Parts } from './kernel.ts'
import { sumAlong } from './row-sum.ts'

type V = View<CpuBuffer>

/** The rows of x, or of x + residual. */
type Terms = 'x' | 'x + residual'

/** A row that is read element by element. */
function rowReader(terms: Terms, x: Pointer, residual: Pointer) {
  const [row, other] = [local(pointer), local(pointer)]
  return {
    /** At the row that begins at this element. */
    begin: (element: I32): Statements => [row.set(x.at(element)), other.set(residual.at(element))],
    load: (c: VectorIndex): F32x4 => (terms === 'x' ? row.load(c) : row.load(c).add(other.load(c))),
  }
}

/** For the rows start ≤ r < end of `width` elements. */
const layerNormKernel = (terms: Terms) =>
  kernel(
    'layerNorm',
    {
      output: pointer,
      averages: pointer,
      scales: pointer,
      x: pointer,
      residual: pointer,
      weight: pointer,
      bias: pointer,
      width: i32,
      epsilon: f32,
      start: i32,
      end: i32,
    },
    ({ output, averages, scales, x, residual, weight, bias, width, epsilon, start, end }) => {
      const row = rowReader(terms, x, residual)
      const to = local(pointer)
      const [sum, average, scale] = [local(f32), local(f32), local(f32)]
      const centred = (c: VectorIndex) => row.load(c).sub(splat(average))
      const held = local(f32x4)
      return loop(start, end, 1, (r) => [
        row.begin(r.mul(width)),
        to.set(output.at(r.mul(width))),
        sumAlong([sum], width, (c) => ({ terms: [row.load(c)] })),
        average.set(sum.div(width.toFloat())),
        sumAlong([sum], width, (c) => ({ before: held.set(centred(c)), terms: [held.mul(held)] })),
        scale.set(f32.constant(1).div(sum.div(width.toFloat()).add(epsilon).sqrt())),
        averages.store(r, average),
        scales.store(r, scale),
        vectorLoop(0, width, (c) =>
          stored(
            to,
            c,
            lower([normalised.op.graph], [centred(c), splat(scale), weight.load(c), bias.load(c)]),
          ),
        ),
      ])
    },
  )

const stored = (
  to: Pointer,
  c: VectorIndex,
  { before, values: [value] }: { before: Statements; values: readonly [F32x4] },
): Statements => [before, to.store(c, value)]

const normalising = (
  terms: Terms,
  { runtime }: Parts,
  inputs: readonly V[],
  epsilon: number,
  [output, averages, scales]: readonly [V, V, V],
): void => {
  const { rows, width } = rowsOf(output)
  if (output.buffer.length === 0) return
  runtime.share({
    run: runtime.kernel(`layerNorm of ${terms}`, () => layerNormKernel(terms)),
    values: [...addressesOf(output, averages, scales, ...inputs), width, epsilon, 0, rows],
    range: 9,
    total: rows,
    grain: 1,
    cost: 4 * output.buffer.length,
  })
}

export const layerNorm: CreateFused<typeof layerNormOp> =
  (parts) =>
  ([x, weight, bias], { epsilon }, outputs) =>
    normalising('x', parts, [x, x, weight, bias], epsilon, outputs)

export const addLayerNorm: CreateFused<typeof addLayerNormOp> =
  (parts) =>
  ([x, residual, weight, bias], { epsilon }, outputs) =>
    normalising('x + residual', parts, [x, residual, weight, bias], epsilon, outputs)

/** The gradient of x, for the rows start ≤ r < end. */
const cotangentKernel = (terms: Terms) =>
  kernel(
    'layerNormCotangent',
    {
      dx: pointer,
      g: pointer,
      x: pointer,
      residual: pointer,
      weight: pointer,
      averages: pointer,
      scales: pointer,
      width: i32,
      start: i32,
      end: i32,
    },
    ({ dx, g, x, residual, weight, averages, scales, width, start, end }) => {
      const row = rowReader(terms, x, residual)
      const [gRow, to] = [local(pointer), local(pointer)]
      const [sum, sumX] = [local(f32), local(f32)]
      const [average, scale] = [local(f32x4), local(f32x4)]
      const gw = local(f32x4)
      const centred = (c: VectorIndex) => row.load(c).sub(average)
      const weighted = (c: VectorIndex) => gRow.load(c).mul(weight.load(c))
      return loop(start, end, 1, (r) => [
        row.begin(r.mul(width)),
        gRow.set(g.at(r.mul(width))),
        to.set(dx.at(r.mul(width))),
        average.set(averages.loadSplat(r)),
        scale.set(scales.loadSplat(r)),
        sumAlong([sum, sumX], width, (c) => ({
          before: gw.set(weighted(c)),
          terms: [gw, gw.mul(centred(c)).mul(scale)],
        })),
        sum.set(sum.div(width.toFloat())),
        sumX.set(sumX.div(width.toFloat())),
        vectorLoop(0, width, (c) =>
          stored(
            to,
            c,
            lower([layerNormCotangent.op.graph], [weighted(c), centred(c), scale, splat(sum), splat(sumX)]),
          ),
        ),
      ])
    },
  )

/** So many rows are added up by themselves, so that rounding errors stay small. */
const BLOCK = 64

/** The gradients of weight and bias, for the columns start ≤ c < end. */
const parametersKernel = (terms: Terms) =>
  kernel(
    'layerNormParameters',
    {
      dWeight: pointer,
      dBias: pointer,
      g: pointer,
      x: pointer,
      residual: pointer,
      averages: pointer,
      scales: pointer,
      rows: i32,
      width: i32,
      start: i32,
      end: i32,
    },
    ({ dWeight, dBias, g, x, residual, averages, scales, rows, width, start, end }) => {
      const [total, part, totalBias, partBias] = [local(f32x4), local(f32x4), local(f32x4), local(f32x4)]
      const gCell = local(f32x4)
      const row = rowReader(terms, x, residual)
      const [gRow, last] = [local(pointer), local(i32)]
      return vectorLoop(start, end, (c) => [
        [total, totalBias].map((sum) => sum.set(f32x4.constant(0))),
        loop(0, rows, BLOCK, (block) => [
          [part, partBias].map((sum) => sum.set(f32x4.constant(0))),
          last.set(block.add(BLOCK).min(rows)),
          loop(block, last, 1, (r) => [
            row.begin(r.mul(width)),
            gRow.set(g.at(r.mul(width))),
            gCell.set(gRow.load(c)),
            partBias.set(partBias.add(gCell)),
            part.set(part.add(gCell.mul(row.load(c).sub(averages.loadSplat(r))).mul(scales.loadSplat(r)))),
          ]),
          total.set(total.add(part)),
          totalBias.set(totalBias.add(partBias)),
        ]),
        dWeight.store(c, total),
        dBias.store(c, totalBias),
      ])
    },
  )

const differentiating = (
  terms: Terms,
  { runtime }: Parts,
  [g, x, residual, weight, averages, scales]: readonly [V, V, V, V, V, V],
  [dx, dWeight, dBias]: readonly [V, V, V],
): void => {
  const { rows, width } = rowsOf(g)
  if (width === 0) return
  const cost = 4 * g.buffer.length
  runtime.share(
    {
      run: runtime.kernel(`layerNormCotangent of ${terms}`, () => cotangentKernel(terms)),
      values: [...addressesOf(dx, g, x, residual, weight, averages, scales), width, 0, rows],
      range: 8,
      total: rows,
      grain: 1,
      cost,
    },
    {
      run: runtime.kernel(`layerNormParameters of ${terms}`, () => parametersKernel(terms)),
      values: [...addressesOf(dWeight, dBias, g, x, residual, averages, scales), rows, width, 0, width],
      range: 9,
      total: width,
      grain: 16,
      cost,
    },
  )
}

export const layerNormGradient: CreateFused<typeof layerNormGradientOp> =
  (parts) =>
  ([g, x, weight, averages, scales], _, outputs) =>
    differentiating('x', parts, [g, x, x, weight, averages, scales], outputs)

export const addLayerNormGradient: CreateFused<typeof addLayerNormGradientOp> =
  (parts) =>
  ([g, x, residual, weight, averages, scales], _, outputs) =>
    differentiating('x + residual', parts, [g, x, residual, weight, averages, scales], outputs)

const addressesOf = (...views: readonly V[]): number[] => views.map(({ buffer }) => buffer.address)

function rowsOf({ buffer, shape }: V) {
  const width = shape.at(-1) ?? 1
  return { width, rows: width === 0 ? 0 : buffer.length / width }
}
