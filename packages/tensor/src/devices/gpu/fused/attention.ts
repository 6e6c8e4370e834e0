/**
 * Attention with its heads read where they lie in (B, S, H): scores, the log-sum-exp of each row of them, weights, and
 * the sums of the values. The gradient computes the weights again, from the log-sum-exp.
 */

import type { Shape, View } from '../../../device/device.ts'
import {
  type AttentionAttributes,
  type attentionGradientOp,
  type attentionOp,
  notAfter,
  queryOffsetOf,
  scoreCotangent,
  seen,
  weightOf,
} from '../../../ops/attention.ts'
import { inputs, substitute, trace } from '../../../scalar/graph.ts'
import { input, type Scalar } from '../../../scalar/scalar.ts'
import { axesOf, sizeAt } from '../../../tensor/shape.ts'
import { contract, type Epilogue, type Factor } from '../kernels/contract.ts'
import { computeCells } from '../kernels/elementwise.ts'
import { reduceRows } from '../kernels/reduce.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { numberOperand, type Operand, offsetOperand } from '../runtime/operands.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { dropping } from './dropout.ts'
import type { CreateFused } from './kernel.ts'

// B batch · h heads · Q queries · K keys · d = H / h

interface Layout {
  readonly B: number
  readonly h: number
  readonly Q: number
  readonly K: number
  readonly H: number
  readonly d: number
}

function layoutOf(query: View, key: View, h: number): Layout {
  const [B, Q, H] = axesOf(query.shape, 3)
  return { B, h, Q, K: sizeAt(key.shape, 1), H, d: H / h }
}

/** The heads of (B, L, H) as factors of cells (B, h, Q, K): at a query, or at a key; terms go along the head. */
const headsAtQuery = (buffer: GpuBuffer, { Q, H, d }: Layout): Factor => ({
  buffer,
  strides: [Q * H, d, H, 0],
  along: 1,
})
const headsAtKey = (buffer: GpuBuffer, { K, H, d }: Layout): Factor => ({
  buffer,
  strides: [K * H, d, 0, H],
  along: 1,
})

/** (B, h, Q, K) = Σ over a head of query-side · key-side. */
function headProducts(
  runtime: Runtime,
  atQuery: GpuBuffer,
  atKey: GpuBuffer,
  layout: Layout,
  epilogue: Epilogue | undefined,
  output: GpuBuffer,
): void {
  const { B, h, Q, K, d } = layout
  const [a, b] = [headsAtQuery(atQuery, layout), headsAtKey(atKey, layout)]
  contract(runtime, { sizes: [B, h, Q, K], a, b, inner: d, epilogue }, output)
}

/** (B, Q, H) = Σ over keys of weights (B, h, Q, K) · values (B, K, H). */
function sumOverKeys(
  runtime: Runtime,
  weights: GpuBuffer,
  values: GpuBuffer,
  { B, h, Q, K, H, d }: Layout,
  output: GpuBuffer,
): void {
  const a = { buffer: weights, strides: [h * Q * K, K, Q * K, 0], along: 1 }
  const b = { buffer: values, strides: [K * H, 0, d, 1], along: H }
  contract(runtime, { sizes: [B, Q, h, d], a, b, inner: K }, output)
}

/** (B, K, H) = Σ over queries of weights (B, h, Q, K) · values (B, Q, H). */
function sumOverQueries(
  runtime: Runtime,
  weights: GpuBuffer,
  values: GpuBuffer,
  { B, h, Q, K, H, d }: Layout,
  output: GpuBuffer,
): void {
  const a = { buffer: weights, strides: [h * Q * K, 1, Q * K, 0], along: K }
  const b = { buffer: values, strides: [Q * H, 0, d, 1], along: H }
  contract(runtime, { sizes: [B, K, h, d], a, b, inner: Q }, output)
}

/** scale·q·kᵀ, and UNSEEN where a query may not see a key. */
function scoresEpilogue(
  mask: View<GpuBuffer> | undefined,
  attributes: AttentionAttributes,
  K: number,
): Epilogue {
  const { causal, scale } = attributes
  const operands: Operand[] = [numberOperand(scale, 4)]
  /** The operand as an input of the graph, whose first is the sum. */
  const added = (operand: Operand) => input(operands.push(operand))
  let graph: Scalar = input(0).mul(input(1))
  if (mask) {
    const maskAtKey = added({ buffer: mask.buffer, strides: [K, 0, 0, 1] })
    graph = substitute(seen.op.graph, [input(0), input(1), maskAtKey])
  }
  if (causal) {
    const [query, key] = [added(offsetOperand([0, 0, 1, 0])), added(offsetOperand([0, 0, 0, 1]))]
    const offset = added(numberOperand(queryOffsetOf(attributes), 4))
    graph = substitute(notAfter.op.graph, [graph, query, key, offset])
  }
  return { graph, operands }
}

/** Calls `body` with the weights (B, h, Q, K), and with those that dropout leaves. */
function withWeights(
  runtime: Runtime,
  scores: GpuBuffer,
  logSumExp: GpuBuffer,
  { B, h, Q, K }: Layout,
  { dropout }: AttentionAttributes,
  output: GpuBuffer,
): void {
  const shape: Shape = [B, h, Q, K]
  const operands = [
    { buffer: scores, strides: [Q * K, K, 1] },
    { buffer: logSumExp, strides: [Q, 1, 0] },
    numberOperand(1 / K, 3),
  ]
  const dropped = dropout && dropping(weightOf.op.graph, 3, shape, [1], dropout)
  computeCells(
    runtime,
    dropped?.graph ?? weightOf.op.graph,
    [...operands, ...(dropped?.operands ?? [])],
    [B * h, Q, K],
    output,
  )
}

export const attention: CreateFused<typeof attentionOp> =
  (runtime) =>
  ([query, key, value, mask], attributes, [output, logSumExp]) => {
    const layout = layoutOf(query, key, attributes.heads)
    const { B, h, Q, K } = layout
    const cells = B * h * Q * K
    runtime.scratch(cells, (scores) => {
      headProducts(runtime, query.buffer, key.buffer, layout, scoresEpilogue(mask, attributes, K), scores)
      const rows = { before: B * h * Q, size: K, after: 1 }
      reduceRows(
        runtime,
        'logSumExp',
        input(0),
        [{ buffer: scores, reading: 'cell' }],
        rows,
        logSumExp.buffer,
      )
      runtime.scratch(cells, (weights) => {
        withWeights(runtime, scores, logSumExp.buffer, layout, attributes, weights)
        sumOverKeys(runtime, weights, value.buffer, layout, output.buffer)
      })
    })
  }

const product = trace(2, (a, b) => a.mul(b))

export const attentionGradient: CreateFused<typeof attentionGradientOp> =
  (runtime) =>
  ([g, query, key, value, output, logSumExp, mask], attributes, [dQuery, dKey, dValue]) => {
    const layout = layoutOf(query, key, attributes.heads)
    const { B, h, Q, K, d } = layout
    const cells = B * h * Q * K
    runtime.scratch(cells, (scores) => {
      headProducts(runtime, query.buffer, key.buffer, layout, scoresEpilogue(mask, attributes, K), scores)
      runtime.scratch(cells, (weights) => {
        withWeights(runtime, scores, logSumExp.buffer, layout, attributes, weights)
        sumOverQueries(runtime, weights, g.buffer, layout, dValue.buffer)
      })
      runtime.scratch(cells, (dScores) =>
        runtime.scratch(B * Q * h, (average) => {
          // Σ weights·dWeights over the keys is Σ g·output over the head.
          const heads = [g, output].map(({ buffer }) => ({ buffer, reading: 'cell' }) as const)
          reduceRows(runtime, 'sum', product, heads, { before: B * Q * h, size: d, after: 1 }, average) // (B, Q, h)
          const cotangent = cotangentEpilogue(scores, logSumExp.buffer, average, layout, attributes)
          headProducts(runtime, g.buffer, value.buffer, layout, cotangent, dScores)
          sumOverKeys(runtime, dScores, key.buffer, layout, dQuery.buffer)
          sumOverQueries(runtime, dScores, query.buffer, layout, dKey.buffer)
        }),
      )
    })
  }

/** From g·vᵀ to the gradient of q·kᵀ: dropped as the weights were, and through the softmax. */
function cotangentEpilogue(
  scores: GpuBuffer,
  logSumExp: GpuBuffer,
  average: GpuBuffer,
  { B, h, Q, K }: Layout,
  { scale, dropout }: AttentionAttributes,
): Epilogue {
  const operands: Operand[] = [
    { buffer: scores, strides: [h * Q * K, Q * K, K, 1] },
    { buffer: logSumExp, strides: [h * Q, Q, 1, 0] },
    { buffer: average, strides: [Q * h, 1, h, 0] },
    numberOperand(scale, 4),
    numberOperand(1 / K, 4),
  ]
  const [dWeight, score, lse, mean, by, alike] = inputs(6)
  const dropped = dropout && dropping(dWeight, 6, [B, h, Q, K], [h, 1], dropout)
  const weight = substitute(weightOf.op.graph, [score, lse, alike])
  const dWeightAsDropped = dropped?.graph ?? dWeight
  return {
    graph: substitute(scoreCotangent.op.graph, [score, weight, dWeightAsDropped, mean, by]),
    operands: [...operands, ...(dropped?.operands ?? [])],
  }
}
