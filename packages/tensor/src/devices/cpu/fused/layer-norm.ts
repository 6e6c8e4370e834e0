/** A row is read while it is in the cache: the mean, the deviation, and what becomes of it. */
import { type LayerNormAttributes, layerNormFlow, normalised } from '../../../ops/layer-norm.ts'
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
import { f32, i32 } from '../assembler/values/scalars.ts'
import { type F32x4, f32x4, splat } from '../assembler/values/vectors.ts'
import { lower } from '../lowering.ts'
import type { CreateFused, Views } from './kernel.ts'
import { sumAlong } from './row-sum.ts'

/** For the rows start ≤ r < end of `width` elements. */
const layerNormKernel = () =>
  kernel(
    'layerNorm',
    {
      output: pointer,
      averages: pointer,
      scales: pointer,
      x: pointer,
      weight: pointer,
      bias: pointer,
      width: i32,
      epsilon: f32,
      start: i32,
      end: i32,
    },
    ({ output, averages, scales, x, weight, bias, width, epsilon, start, end }) => {
      const [row, to] = [local(pointer), local(pointer)]
      const [sum, average, scale] = [local(f32), local(f32), local(f32)]
      const centred = (c: VectorIndex) => row.load(c).sub(splat(average))
      const held = local(f32x4)
      return loop(start, end, 1, (r) => [
        row.set(x.at(r.mul(width))),
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
  { before, values: [value = f32x4.constant(0)] }: { before: Statements; values: readonly F32x4[] },
): Statements => [before, to.store(c, value)]

export const layerNorm: CreateFused<LayerNormAttributes> =
  ({ runtime }) =>
  (inputs, { epsilon }, [output, averages, scales]) => {
    const { rows, width } = rowsOf(output)
    if (output.slot.length === 0) return
    const addresses = [output, averages, scales, ...inputs.slice(0, 3)].map(({ slot }) => slot.address)
    runtime.share({
      run: runtime.kernel('layerNorm', layerNormKernel),
      values: [...addresses, width, epsilon, 0, rows],
      range: 8,
      total: rows,
      grain: 1,
      cost: 4 * output.slot.length,
    })
  }

/** What flows to x, for the rows start ≤ r < end. */
const flowKernel = () =>
  kernel(
    'layerNormFlow',
    {
      flow: pointer,
      g: pointer,
      x: pointer,
      weight: pointer,
      averages: pointer,
      scales: pointer,
      width: i32,
      start: i32,
      end: i32,
    },
    ({ flow, g, x, weight, averages, scales, width, start, end }) => {
      const [row, arriving, to] = [local(pointer), local(pointer), local(pointer)]
      const [sum, sumX] = [local(f32), local(f32)]
      const [average, scale] = [local(f32x4), local(f32x4)]
      const gw = local(f32x4)
      const centred = (c: VectorIndex) => row.load(c).sub(average)
      const weighted = (c: VectorIndex) => arriving.load(c).mul(weight.load(c))
      return loop(start, end, 1, (r) => [
        row.set(x.at(r.mul(width))),
        arriving.set(g.at(r.mul(width))),
        to.set(flow.at(r.mul(width))),
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
            lower([layerNormFlow.op.graph], [weighted(c), centred(c), scale, splat(sum), splat(sumX)]),
          ),
        ),
      ])
    },
  )

/** So many rows are added up by themselves, so that rounding errors stay small. */
const BLOCK = 64

/** What flows to weight and bias, for the columns start ≤ c < end. */
const parametersKernel = () =>
  kernel(
    'layerNormParameters',
    {
      toWeight: pointer,
      toBias: pointer,
      g: pointer,
      x: pointer,
      averages: pointer,
      scales: pointer,
      rows: i32,
      width: i32,
      start: i32,
      end: i32,
    },
    ({ toWeight, toBias, g, x, averages, scales, rows, width, start, end }) => {
      const [total, part, totalBias, partBias] = [local(f32x4), local(f32x4), local(f32x4), local(f32x4)]
      const arrived = local(f32x4)
      const [row, arriving, last] = [local(pointer), local(pointer), local(i32)]
      return vectorLoop(start, end, (c) => [
        [total, totalBias].map((sum) => sum.set(f32x4.constant(0))),
        loop(0, rows, BLOCK, (block) => [
          [part, partBias].map((sum) => sum.set(f32x4.constant(0))),
          last.set(block.add(BLOCK).min(rows)),
          loop(block, last, 1, (r) => [
            row.set(x.at(r.mul(width))),
            arriving.set(g.at(r.mul(width))),
            arrived.set(arriving.load(c)),
            partBias.set(partBias.add(arrived)),
            part.set(part.add(arrived.mul(row.load(c).sub(averages.loadSplat(r))).mul(scales.loadSplat(r)))),
          ]),
          total.set(total.add(part)),
          totalBias.set(totalBias.add(partBias)),
        ]),
        toWeight.store(c, total),
        toBias.store(c, totalBias),
      ])
    },
  )

export const layerNormGradient: CreateFused =
  ({ runtime }) =>
  ([g, x, weight, averages, scales], _, [flow, toWeight, toBias]) => {
    const { rows, width } = rowsOf(g)
    if (width === 0) return
    const addresses = (...views: Views[number][]) => views.map(({ slot }) => slot.address)
    const cost = 4 * g.slot.length
    runtime.share(
      {
        run: runtime.kernel('layerNormFlow', flowKernel),
        values: [...addresses(flow, g, x, weight, averages, scales), width, 0, rows],
        range: 7,
        total: rows,
        grain: 1,
        cost,
      },
      {
        run: runtime.kernel('layerNormParameters', parametersKernel),
        values: [...addresses(toWeight, toBias, g, x, averages, scales), rows, width, 0, width],
        range: 8,
        total: width,
        grain: 16,
        cost,
      },
    )
  }

function rowsOf({ slot, shape }: Views[number]) {
  const width = shape.at(-1) ?? 1
  return { width, rows: width === 0 ? 0 : slot.length / width }
}
