/**
 * Sequences laid end to end: the rows of one follow those of another, without padding. What works on rows alone needs
 * nothing of its own; attention stays within a sequence, and dropout tells cells by their place in theirs, so that the
 * same are dropped as with padding.
 */
import { interpret, outputOf, type Result } from '../apply.ts'
import { ShapeError } from '../errors.ts'
import { type Operand, type OutputSpec, type Spec, shapeOf } from '../op.ts'
import { formatShape, sameShape } from '../shape.ts'
import { type AttentionAttributes, attentionGradientOp, attentionOp } from './attention.ts'
import { type DropoutAttributes, dropoutOp } from './dropout.ts'
import { defined } from './op.ts'
import { concatenate, reshape, slice } from './shapes.ts'

// T rows of all sequences · S rows of one · H hidden · h heads

export interface Packed {
  /** How many rows each sequence has, in their order. */
  readonly lengths: readonly number[]
}

/** Each sequence attends to itself: its queries stand where its keys do. */
export type PackedAttentionAttributes = Omit<AttentionAttributes, 'queryOffset'> & Packed
export type PackedDropoutAttributes = DropoutAttributes & Packed

function checkLengths(name: string, spec: Spec | undefined, { lengths }: Packed): void {
  const shape = spec?.shape ?? []
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
  const width = shapeOf(x)[1] ?? 0
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

/** What the sequences give, each output end to end. */
const endToEnd = (parts: readonly (readonly Operand[])[]): Operand[] =>
  (parts[0] ?? []).map((_, place) =>
    concatenate(
      parts.map((outputs) => outputs[place] ?? 0),
      0,
    ),
  )

/** Gives also the log-sum-exps: sequence by sequence, in each head by head. */
export const packedAttentionOp = defined<PackedAttentionAttributes>({
  name: 'packedAttention',
  infer([query, key, value], attributes) {
    checkLengths('packedAttention', query, attributes)
    const shape = query?.shape ?? []
    const [rows = 0, hidden = 0] = shape
    if (![key, value].every((each) => each && sameShape(each.shape, shape)))
      throw new ShapeError(
        `packedAttention: key and value have shape ${formatShape(shape)}, not ${[key, value].map((each) => formatShape(each?.shape ?? [])).join(' and ')}`,
      )
    const { heads } = attributes
    if (!Number.isInteger(heads) || hidden % heads !== 0)
      throw new ShapeError(`packedAttention: ${heads} heads don't divide a hidden size of ${hidden}`)
    return [
      { shape, dtype: 'float' },
      { shape: [rows * heads], dtype: 'float' },
    ]
  },
  define(inputs, attributes) {
    const parts = eachSequence(attributes, (own) => {
      const within = inputs.map((input) => rowsOf(input, own)) // (1, S, H)
      const outputs = interpret<AttentionAttributes, Operand>(
        attentionOp,
        within,
        attentionIn(attributes, own),
      )
      const logSumExp = outputOf(attentionOp, outputs, 1) // (1, h, S, 1)
      const length = own.end - own.start
      return [
        reshape(outputs[0], [length, shapeOf(outputs[0])[2] ?? 0]), // (S, H)
        reshape(logSumExp, [length * attributes.heads]), // (h·S)
      ]
    })
    return endToEnd(parts)
  },
})

/** From g, query, key, value, and packedAttention's two outputs. */
export const packedAttentionGradientOp = defined<PackedAttentionAttributes>({
  name: 'packedAttentionGradient',
  infer([g, ...others], attributes) {
    checkLengths('packedAttentionGradient', g, attributes)
    return others.slice(0, 3).map((spec): OutputSpec => ({ shape: spec.shape, dtype: 'float' }))
  },
  define(inputs, attributes) {
    const [logSumExp = 0] = inputs.slice(-1)
    const { heads } = attributes
    const parts = eachSequence(attributes, (own) => {
      const length = own.end - own.start
      const saved = slice(logSumExp, [own.start * heads], [own.end * heads]) // (h·S)
      const flows = interpret<AttentionAttributes, Operand>(
        attentionGradientOp,
        [...inputs.slice(0, -1).map((input) => rowsOf(input, own)), reshape(saved, [1, heads, length, 1])],
        attentionIn(attributes, own),
      )
      return flows.map((flow) => reshape(flow, shapeOf(flow).slice(1))) // (S, H)
    })
    return endToEnd(parts)
  },
})

export const packedDropoutOp = defined<PackedDropoutAttributes>({
  name: 'packedDropout',
  infer([x], attributes) {
    checkLengths('packedDropout', x, attributes)
    const shape = x?.shape ?? []
    const longest = Math.max(...attributes.lengths)
    return dropoutOp
      .infer([{ shape: [attributes.lengths.length, longest, shape[1] ?? 0], dtype: 'float' }], attributes)
      .map(() => ({ shape, dtype: 'float' }))
  },
  define([x = 0], { lengths, ...attributes }) {
    const parts = eachSequence({ lengths }, (own) => {
      const [dropped] = interpret<DropoutAttributes, Operand>(
        dropoutOp,
        [rowsOf(x, own)],
        ofSequence(attributes, own),
      )
      return [reshape(dropped, shapeOf(dropped).slice(1))] // (S, H)
    })
    return endToEnd(parts)
  },
})

/**
 * `attention` within each of several sequences that lie end to end.
 * @param query (T, H)
 * @param key (T, H)
 * @param value (T, H)
 * @param options.lengths how many rows each sequence has; their sum is T
 * @returns (T, H)
 * @throws ShapeError
 */
export function packedAttention<O extends Operand>(
  query: O,
  key: O,
  value: O,
  {
    lengths,
    heads,
    causal = false,
    scale,
    dropout,
  }: Pick<PackedAttentionAttributes, 'lengths' | 'heads'> & Partial<PackedAttentionAttributes>,
): Result<O> {
  const size = (shapeOf(query)[1] ?? 1) / heads
  const attributes = { lengths, heads, causal, scale: scale ?? 1 / Math.sqrt(size), dropout }
  return interpret<PackedAttentionAttributes, O>(packedAttentionOp, [query, key, value], attributes)[0]
}

/**
 * `dropout` of sequences that lie end to end: the cells that it drops of each are those that it drops with padding.
 * @param x (T, H)
 * @throws ShapeError, RangeError as `dropout` does
 */
export const packedDropout = <O extends Operand>(
  x: O,
  {
    firstExample = 0,
    ...attributes
  }: Omit<PackedDropoutAttributes, 'firstExample'> & { readonly firstExample?: number },
): Result<O> =>
  attributes.rate === 0
    ? reshape(x, shapeOf(x))
    : interpret<PackedDropoutAttributes, O>(packedDropoutOp, [x], { ...attributes, firstExample })[0]
