import { checkSeed, random, shuffle } from '@cloze/tensor'
import { checkOptions } from '../check-options.ts'
import { MaskingError } from '../masking/error.ts'
import type { MaskingOptions } from '../masking/mask.ts'
import { maskInEpoch } from '../masking/mask-in-epoch.ts'
import { checkMasking, maskingNames } from '../masking/masking.ts'
import { type Batch, collate } from './batch.ts'
import { type Row, type RowSource, sequencesIn } from './sequence.ts'

/** What batches are made of, and how they are masked. */
export interface BatchOptions {
  /** Or packed rows of them: a batch has all sequences of its rows, each by itself. */
  readonly sequences: RowSource
  /** Sequences, or rows, in a batch; an epoch's last batch may have fewer. */
  readonly batchSize: number
  /** Of the order and the masks. */
  readonly seed: number
  /** How tokens are chosen to be predicted, and the tokenizer of the ids. */
  readonly masking: MaskingOptions
}

/** What batches of training are made of, from which step on. */
export interface TrainingBatchOptions extends BatchOptions {
  /** The step to begin with; the batches are those that would have come after so many, at no cost of drawing those. */
  readonly start?: number
  /** How many steps there will be, for a mask rate that changes: the last of them has its end. */
  readonly steps?: number
}

const names = { sequences: true, batchSize: true, seed: true, masking: true } as const

/** So many batches are sorted by length together: sequences of like length need little padding. */
const WINDOW = 32

/**
 * Batches without end, epoch after epoch: each has every sequence once, in a new order and with new masks. An
 * infinite source is read on and on, in its own order.
 *
 * A sequence's masks are drawn by the stream `random(seed, 'masking', epoch, id)`, so they depend neither on the
 * batch size nor on the order; where the rate changes, they depend on the step by that rate alone. Static masks are
 * those of the first epochs over and over.
 * @throws RangeError if there are no sequences, or on a batch size that isn't a positive integer, or a seed that is none
 * @throws MaskingError on masking that can't be: a rate that changes without `steps`, static masks without an epoch
 * @example
 * const { training: sequences } = source
 * const batches = trainingBatches({ sequences, batchSize: 32, seed: 1, masking: { tokenizer } })
 * batches.next().value?.batchSize // 32
 */
export function trainingBatches(options: TrainingBatchOptions): Generator<Batch, never> {
  const { start = 0, steps, masking, sequences } = options
  checkOptions('trainingBatches', options, { ...names, start: true, steps: true })
  check('trainingBatches', options)
  if (steps === undefined && typeof masking.rate === 'object')
    throw new MaskingError('trainingBatches: a mask rate that changes needs the number of steps')
  if (masking.duplicates !== undefined && sequences.length === Number.POSITIVE_INFINITY)
    throw new MaskingError(
      'masking: masks that come back (duplicates) need sequences that do, not a source without end',
    )
  if (!Number.isInteger(start) || start < 0)
    throw new RangeError(`trainingBatches: start is an integer from 0, not ${start}`)
  return epochs(options, start)
}

/**
 * Every sequence once, in order. Masks are drawn by the stream `random(seed, 'masking', 'evaluation', id)`: the
 * same at every evaluation.
 * @throws RangeError if there are no sequences or no end of them, or on a batch size that isn't a positive integer, or a
 * seed that is none
 * @example
 * const { validation: sequences } = source
 * const batches = [...evaluationBatches({ sequences, batchSize: 32, seed: 1, masking: { tokenizer } })]
 * batches.length // 32
 * batches[0]?.batchSize // 32
 */
export function evaluationBatches(options: BatchOptions): Generator<Batch, void> {
  checkOptions('evaluationBatches', options, names)
  check('evaluationBatches', options)
  if (options.sequences.length === Number.POSITIVE_INFINITY)
    throw new RangeError('evaluationBatches: an infinite source; give it a count')
  return inOrder(options)
}

function* epochs(options: TrainingBatchOptions, start: number): Generator<Batch, never> {
  const steps = Math.ceil(options.sequences.length / options.batchSize)
  let step = start % steps
  for (let epoch = Math.floor(start / steps); ; epoch++) {
    yield* oneEpoch(options, epoch, step, epoch === 0 ? 0 : epoch * steps)
    step = 0
  }
}

/** @param before how many batches the epochs before it had */
function* oneEpoch(
  options: TrainingBatchOptions,
  epoch: number,
  start: number,
  before: number,
): Generator<Batch, void> {
  const { sequences, batchSize, seed, steps = 1 } = options
  const size = WINDOW * batchSize
  const order = Number.isFinite(sequences.length)
    ? shuffle([...Array(sequences.length).keys()], random(seed, 'order', epoch))
    : undefined
  let first = start % WINDOW
  for (let window = Math.floor(start / WINDOW); window * size < sequences.length; window++) {
    const indices = range(window * size, Math.min((window + 1) * size, sequences.length))
    const sorted = indices
      .map((index) => rowAt(sequences, order?.[index] ?? index))
      .sort((a, b) => lengthOf(a) - lengthOf(b))
    const batches = shuffle(chunks(sorted, batchSize), random(seed, 'order', epoch, window))
    for (let index = first; index < batches.length; index++) {
      const step = before + window * WINDOW + index
      yield maskBatch(batches[index] ?? [], options, epoch, steps > 1 ? step / (steps - 1) : 1)
    }
    first = 0
  }
}

function* inOrder(options: BatchOptions): Generator<Batch, void> {
  const { sequences, batchSize } = options
  for (let start = 0; start < sequences.length; start += batchSize) {
    const indices = range(start, Math.min(start + batchSize, sequences.length))
    const batch = indices.map((index) => rowAt(sequences, index))
    yield maskBatch(batch, options, 'evaluation')
  }
}

function maskBatch(
  rows: readonly Row[],
  { seed, masking }: BatchOptions,
  epoch: number | 'evaluation',
  progress = 1,
): Batch {
  const masked = rows.flatMap(sequencesIn).map((sequence) => ({
    id: sequence.id,
    ...maskInEpoch(sequence, { masking, seed, epoch, progress }),
  }))
  return collate(masked, masking.tokenizer.special.pad)
}

function rowAt(source: RowSource, index: number): Row {
  const row = source.at(index)
  if (row === undefined) throw new RangeError(`batches: no sequence ${index} of ${source.length}`)
  return row
}

/** In tokens. */
const lengthOf = (row: Row) => sequencesIn(row).reduce((sum, { ids }) => sum + ids.length, 0)

function check(name: string, { sequences, batchSize, seed, masking }: BatchOptions): void {
  checkSeed(seed)
  checkOptions('masking', masking, maskingNames, MaskingError)
  checkMasking(masking)
  if (!(sequences.length > 0)) throw new RangeError(`${name}: no sequences`)
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`${name}: batchSize is a positive integer, not ${batchSize}`)
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  )
