/**
 * Sequences laid end to end: the rows of one follow those of another, without padding. What works on rows alone needs
 * nothing of its own; attention stays within a sequence, and dropout tells cells by their index in theirs, so that the
 * same are dropped as with padding.
 */

import { ShapeError } from '../errors.ts'
import { apply, interpret, type Result } from '../tensor/apply.ts'
import { checkList } from '../tensor/described.ts'
import { type Operand, type Spec, shapeFor, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { axesOf, formatShape, sameShape, sizeAt } from '../tensor/shape.ts'
import { type AttentionAttributes, attentionGradientOp, attentionOp } from './attention.ts'
import { type DropoutAttributes, dropoutOp, dropoutOptions } from './dropout.ts'
import { checkFloats, onFloats } from './floats.ts'
import { defined } from './op.ts'
import { concatenate, reshape } from './shapes.ts'
import { slice } from './slice.ts'

// T rows of all sequences · S rows of one · H hidden · h heads

/** Sequences that lie end to end, in place of rows with padding. */
export interface Packed {
  /** How many rows each sequence has, in their order. */
  readonly lengths: readonly number[]
}

/** Each sequence attends to itself: its queries stand where its keys do. */
export type PackedAttentionAttributes = Omit<AttentionAttributes, 'queryOffset'> & Packed
export type PackedDropoutAttributes = DropoutAttributes & Packed

function checkLengths(name: string, { shape }: Spec, { lengths }: Packed): void {
  checkList(name, lengths, 'lengths, as [2, 3]')
  const whole = lengths.every((length) => Number.isInteger(length) && length > 0)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (shape.length !== 2 || !whole || lengths.length === 0 || total !== shape[0])
    throw new ShapeError(
      `${name}: needs [T, H], of T rows in sequences of 1 or more, not ${formatShape(shape)} in sequences of ${lengths.join(' + ') || 'none'}`,
    )
}

interface Own {
  /** The number of the sequence, and where its rows begin and end. */
  readonly number: number
  readonly start: number
  readonly end: number
}

/** The number of each sequence's first row, and of the row after the last. */
export function offsetsOf({ lengths }: Packed): number[] {
  const offsets = [0]
  for (const length of lengths) offsets.push((offsets.at(-1) ?? 0) + length)
  return offsets
}

/** For each sequence, what `body` gives. */
function eachSequence<Outputs>(packed: Packed, body: (own: Own) => Outputs): Outputs[] {
  const offsets = offsetsOf(packed)
  return packed.lengths.map((length, number) => {
    const start = offsets[number] ?? 0
    return body({ number, start, end: start + length })
  })
}

/** The rows of one sequence, as a batch of one. */
function rowsOf(x: Operand, { start, end }: Own): Operand {
  const width = sizeAt(shapeOf(x), 1)
  return reshape(slice(x, [start, 0], [end, width]), [1, end - start, width]) // (1, S, H)
}

const ofSequence = <Attributes extends { readonly firstExample: number }>(
  attributes: Attributes,
  { number }: Own,
): Attributes => ({ ...attributes, firstExample: attributes.firstExample + number })

/** The attributes of attention in one sequence. */
const attentionIn = (
  { lengths: _, dropout, ...others }: PackedAttentionAttributes,
  own: Own,
): AttentionAttributes => ({ ...others, dropout: dropout && ofSequence(dropout, own) })

/** (1, S, H) as (S, H). */
const unbatched = (x: Operand): Operand => reshape(x, shapeOf(x).slice(1))

/** Gives also the log-sum-exps: sequence by sequence, in each head by head. */
export const packedAttentionOp = defined({
  name: 'packedAttention',
  operands: ['query', 'key', 'value'],
  outputs: ['y', 'logSumExp'],
  infer([query, key, value], attributes: PackedAttentionAttributes) {
    checkFloats('packedAttention', [query, key, value])
    checkLengths('packedAttention', query, attributes)
    const { shape } = query
    const [rows, hidden] = axesOf(shape, 2)
    if (![key, value].every((each) => sameShape(each.shape, shape)))
      throw new ShapeError(
        `packedAttention: key and value have shape ${formatShape(shape)}, not ${[key, value].map((each) => formatShape(each.shape)).join(' and ')}`,
      )
    const { heads } = attributes
    if (!Number.isInteger(heads) || hidden % heads !== 0)
      throw new ShapeError(`packedAttention: ${heads} heads don't divide a hidden size of ${hidden}`)
    return [
      { shape, dtype: 'float' },
      { shape: [rows * heads], dtype: 'float' },
    ]
  },
  define([query, key, value], attributes) {
    const parts = eachSequence(attributes, (own) => {
      const within = [rowsOf(query, own), rowsOf(key, own), rowsOf(value, own)] as const // (1, S, H)
      const [y, logSumExp] = interpret(attentionOp, within, attentionIn(attributes, own))
      const length = own.end - own.start
      return {
        y: unbatched(y), // (S, H)
        logSumExp: reshape(logSumExp, [length * attributes.heads]), // (h·S), of (1, h, S, 1)
      }
    })
    return [concatenate(parts.map(({ y }) => y)), concatenate(parts.map(({ logSumExp }) => logSumExp))]
  },
})

export const packedAttentionGradientOp = defined({
  name: 'packedAttentionGradient',
  operands: ['g', 'query', 'key', 'value', 'y', 'logSumExp'],
  outputs: ['dQuery', 'dKey', 'dValue'],
  infer([g, query, key, value, y, logSumExp], attributes: PackedAttentionAttributes) {
    checkFloats('packedAttentionGradient', [g, query, key, value, y, logSumExp])
    checkLengths('packedAttentionGradient', g, attributes)
    const like = ({ shape }: Spec) => ({ shape, dtype: 'float' }) as const
    return [like(query), like(key), like(value)]
  },
  define([g, query, key, value, y, logSumExp], attributes) {
    const { heads } = attributes
    const parts = eachSequence(attributes, (own) => {
      const length = own.end - own.start
      const ownLogSumExp = slice(logSumExp, [own.start * heads], [own.end * heads]) // (h·S)
      const within = [
        ...([rowsOf(g, own), rowsOf(query, own), rowsOf(key, own)] as const), // (1, S, H)
        ...([rowsOf(value, own), rowsOf(y, own)] as const), // (1, S, H)
        reshape(ownLogSumExp, [1, heads, length, 1]),
      ] as const
      const [dQuery, dKey, dValue] = interpret(attentionGradientOp, within, attentionIn(attributes, own))
      return { dQuery: unbatched(dQuery), dKey: unbatched(dKey), dValue: unbatched(dValue) } // (S, H)
    })
    return [
      concatenate(parts.map(({ dQuery }) => dQuery)),
      concatenate(parts.map(({ dKey }) => dKey)),
      concatenate(parts.map(({ dValue }) => dValue)),
    ]
  },
})

export const packedDropoutOp = defined({
  name: 'packedDropout',
  operands: ['x'],
  outputs: ['y'],
  infer([x], attributes: PackedDropoutAttributes) {
    checkFloats('packedDropout', [x])
    checkLengths('packedDropout', x, attributes)
    const [, hidden] = axesOf(x.shape, 2)
    const padded = [attributes.lengths.length, Math.max(...attributes.lengths), hidden]
    dropoutOp.infer([{ shape: padded, dtype: 'float' }], attributes) // checks what can be told apart
    return [{ shape: x.shape, dtype: 'float' }]
  },
  define([x], { lengths, ...attributes }) {
    const parts = eachSequence({ lengths }, (own) =>
      unbatched(apply(dropoutOp, [rowsOf(x, own)], ofSequence(attributes, own))),
    ) // (S, H)
    return [concatenate(parts)]
  },
})

export function packedAttention<O extends Operand>(
  query: O,
  key: O,
  value: O,
  options: Pick<PackedAttentionAttributes, 'lengths' | 'heads'> & Partial<PackedAttentionAttributes>,
): Result<O> {
  checkOptions('packedAttention', options, {
    lengths: true,
    heads: true,
    causal: true,
    scale: true,
    dropout: true,
  })
  const { lengths, heads, causal = false, scale, dropout } = options
  const size = (shapeFor('packedAttention', query).at(-1) ?? 1) / heads
  const attributes = { lengths, heads, causal, scale: scale ?? 1 / Math.sqrt(size), dropout }
  return onFloats(
    [query, key, value],
    (...own) => apply(packedAttentionOp, own, attributes),
    true,
  ) as Result<O>
}

export const packedDropout = <O extends Operand>(
  x: O,
  options: Omit<PackedDropoutAttributes, 'firstExample'> & { readonly firstExample?: number },
): Result<O> => {
  checkOptions('packedDropout', options, { ...dropoutOptions, lengths: true })
  const { firstExample = 0, ...attributes } = options
  return onFloats([x], (own) =>
    attributes.rate === 0
      ? reshape(own, shapeFor('packedDropout', x))
      : apply(packedDropoutOp, [own], { ...attributes, firstExample }),
  ) as Result<O>
}
