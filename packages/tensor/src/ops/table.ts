/** The ops that carry attributes or by-products, by name. autograd's table of derivatives has a row for each. */
import { matmulOp } from './matmul.ts'
import { maxOp, sumOp } from './reductions.ts'
import { argmaxOp, gatherOp, scatterAddOp, topKOp } from './rows.ts'
import { broadcastToOp, concatenateOp, placeOp, reshapeOp, sliceOp, transposeOp } from './shapes.ts'

export const ops = {
  matmul: matmulOp,
  sum: sumOp,
  max: maxOp,
  argmax: argmaxOp,
  gather: gatherOp,
  scatterAdd: scatterAddOp,
  reshape: reshapeOp,
  transpose: transposeOp,
  slice: sliceOp,
  place: placeOp,
  concatenate: concatenateOp,
  broadcastTo: broadcastToOp,
  topK: topKOp,
} as const

export type Ops = typeof ops
