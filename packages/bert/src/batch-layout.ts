/** How the sequences of a batch lie in tensors: side by side with padding, or end to end without. */
import type { Variable } from '@cloze/autograd'
import {
  type AttentionOptions,
  attention,
  attentionProbabilities,
  type Device,
  type DropoutAttributes,
  dropout,
  gather,
  packedAttention,
  packedDropout,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { Literal, ops, range } from '@cloze/tensor/extend'
import type { MaskedBatch } from './batch.ts'

// B batch · S sequence · T tokens of the batch · H hidden

/** Rows of hidden states, (B, S, H) or (T, H), and what has to know how they lie. */
export interface BatchLayout {
  /** (B, S) or (T) */
  readonly inputIds: Tensor
  readonly tokenTypeIds: Tensor
  /** (S) or (T): the place of each token in its sequence. */
  readonly positions: Literal
  /** The row at which position `at` of the batch lies, counted through its B·S positions. */
  rowOf(at: number): number
  attend(query: Variable, key: Variable, value: Variable, options: AttentionOptions): Variable
  /** (B, h, S, S): the weights that `attend` sums values with, by definition; in the rows of padding no number counts. */
  probabilities(query: Variable, key: Variable, options: AttentionOptions): Variable
  drop(x: Variable, attributes: DropoutAttributes): Variable
  /** (B, S, H) of rows as they lie; no number counts at padding. */
  pad(x: Variable): Variable
}

/** Side by side; padding is masked. */
function paddedLayout(batch: MaskedBatch, device: Device): BatchLayout {
  const shape = [batch.batchSize, batch.sequenceLength]
  const ids = (values: Int32Array) => tensor(values, { shape, device })
  const mask = batch.attentionMask.includes(0) ? ids(batch.attentionMask) : undefined // (B, S)
  return {
    inputIds: ids(batch.inputIds),
    tokenTypeIds: ids(batch.tokenTypeIds),
    positions: range(batch.sequenceLength),
    rowOf: (at) => at,
    attend: (query, key, value, options) => attention(query, key, value, mask, options),
    probabilities: (query, key, options) => attentionProbabilities(query, key, mask, options),
    drop: dropout,
    pad: (x) => x,
  }
}

/** End to end: padding costs nothing. */
function packedLayout(batch: MaskedBatch, lengths: readonly number[], device: Device): BatchLayout {
  const { batchSize: B, sequenceLength: S } = batch
  const tokenPositions = Int32Array.from(batch.attentionMask.keys()).filter(
    (at) => batch.attentionMask[at] === 1,
  ) // (T)
  const rows = new Map(Array.from(tokenPositions, (at, row) => [at, row]))
  const ids = (values: Int32Array) =>
    tensor(
      Int32Array.from(tokenPositions, (at) => values[at] ?? 0),
      { device },
    )
  const pad = (x: Variable) => {
    const from = Int32Array.from({ length: B * S }, (_, at) => rows.get(at) ?? 0) // at padding, any row
    return gather(x, tensor(from, { shape: [B, S], device })) // (B, S, H)
  }
  return {
    inputIds: ids(batch.inputIds),
    tokenTypeIds: ids(batch.tokenTypeIds),
    positions: new Literal(
      [tokenPositions.length],
      tokenPositions.map((at) => at % S),
    ),
    rowOf(at) {
      const row = rows.get(at)
      if (row === undefined) throw new RangeError(`position ${at} of the batch is padding`)
      return row
    },
    attend: (query, key, value, options) => packedAttention(query, key, value, { ...options, lengths }),
    probabilities(query, key, options) {
      const mask = tensor(batch.attentionMask, { shape: [B, S], device })
      return attentionProbabilities(pad(query), pad(key), mask, options)
    },
    drop: (x, attributes) => packedDropout(x, { ...attributes, lengths }),
    pad,
  }
}

/** How many tokens each sequence has, where they come first and padding after them; else nothing. */
function lengthsOf({ batchSize, sequenceLength, attentionMask }: MaskedBatch): number[] | undefined {
  const lengths = Array.from({ length: batchSize }, (_, b) => {
    const row = attentionMask.subarray(b * sequenceLength, (b + 1) * sequenceLength)
    const length = row.lastIndexOf(1) + 1
    return row.subarray(0, length).includes(0) ? 0 : length
  })
  return lengths.includes(0) ? undefined : lengths
}

/** Without padding where there is some, where no output for it is asked for, and where the device gains by it. */
export function layoutOf(batch: MaskedBatch, device: Device, everyPosition: boolean): BatchLayout {
  const worth =
    !everyPosition && batch.attentionMask.includes(0) && device.fused?.has(ops.packedAttention) === true
  const labelsPadding = batch.labels?.some((label, at) => label >= 0 && batch.attentionMask[at] === 0)
  const lengths = worth && !labelsPadding ? lengthsOf(batch) : undefined
  return lengths ? packedLayout(batch, lengths, device) : paddedLayout(batch, device)
}
