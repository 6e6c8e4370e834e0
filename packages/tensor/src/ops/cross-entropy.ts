import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { one, type Scalar } from '../scalar/scalar.ts'
import { apply, type ResultOf } from '../tensor/apply.ts'
import { integers, range } from '../tensor/literal.ts'
import { type Operand, shapeOf, specOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { together } from '../tensor/placed.ts'
import { axesOf, formatShape, hasAxes, sameShape } from '../tensor/shape.ts'
import { log } from './elementwise.ts'
import { defined, elementwise } from './op.ts'
import { last, max, sum } from './reductions.ts'
import { checkIds } from './rows.ts'
import { reshape } from './shapes.ts'
import { logSoftmax } from './softmax.ts'

export interface CrossEntropyAttributes {
  readonly ignore: number
}

const counts = elementwise('counts', (label: Scalar, ignore: Scalar) => one.sub(label.equal(ignore)))
const expOf = elementwise('expOf', (x: Scalar, shift: Scalar) => x.sub(shift).exp())
const atLabel = elementwise('atLabel', (x: Scalar, label: Scalar, index: Scalar) =>
  label.equal(index).select(x, 0),
)
const lossOf = elementwise('lossOf', (counted: Scalar, shift: Scalar, logSum: Scalar, chosen: Scalar) =>
  counted.select(logSum.add(shift.sub(chosen)), 0),
)
/** 0 where nothing counts. */
const average = elementwise('average', (total: Scalar, count: Scalar) => total.div(count.max(1)))

export const crossEntropyOp = defined({
  name: 'crossEntropy',
  operands: ['logits', 'labels'],
  outputs: ['loss', 'logSumExp'],
  infer([logits, labels], { ignore }: CrossEntropyAttributes) {
    const { shape } = logits
    if (!hasAxes(shape, 2) || !sameShape(labels.shape, shape.slice(0, 1)))
      throw new ShapeError(
        `crossEntropy: needs logits [N, C] and labels [N], not ${formatShape(shape)} and ${formatShape(labels.shape)}`,
      )
    const [rows, classes] = shape
    checkIds('crossEntropy', 'labels', labels, classes, ignore)
    return [
      { shape: [], dtype: 'float' },
      { shape: [rows, 1], dtype: 'float' },
    ]
  },
  define([logits, labels], { ignore }) {
    const [rows, classes] = axesOf(shapeOf(logits), 2)
    const label = reshape(labels, [rows, 1]) // (N, 1)
    const shift = max(logits, last) // (N, 1)
    const logSum = log(sum(expOf(logits, shift), last)) // (N, 1)
    const chosen = sum(atLabel(logits, label, range(classes)), last) // (N, 1)
    const counted = counts(label, ignore) // (N, 1)
    const total = sum(lossOf(counted, shift, logSum, chosen)) // ()
    return [average(total, sum(counted)), lossShift(shift, logSum)]
  },
})
const lossShift = elementwise('logSumExp', (shift: Scalar, logSum: Scalar) => shift.add(logSum))

/** (softmax − one at the label)·g / count, 0 in rows that don't count. */
export const crossEntropyCotangent = elementwise(
  'crossEntropyCotangent',
  (g: Scalar, x: Scalar, logSumExp: Scalar, label: Scalar, index: Scalar, share: Scalar) =>
    share.equal(0).select(0, x.sub(logSumExp).exp().sub(label.equal(index)).mul(g.mul(share))),
)
const shareOf = elementwise('shareOf', (counted: Scalar, count: Scalar) => counted.div(count.max(1)))

export const crossEntropyGradientOp = defined({
  name: 'crossEntropyGradient',
  operands: ['g', 'logits', 'labels', 'logSumExp'],
  outputs: ['dLogits'],
  infer: ([, logits], _: CrossEntropyAttributes) => [{ shape: logits.shape, dtype: 'float' }],
  define([g, logits, labels, logSumExp], { ignore }) {
    const [rows, classes] = axesOf(shapeOf(logits), 2)
    const label = reshape(labels, [rows, 1]) // (N, 1)
    const counted = counts(label, ignore) // (N, 1)
    const share = shareOf(counted, sum(counted)) // (N, 1)
    return [crossEntropyCotangent(g, logits, logSumExp, label, range(classes), share)] // (N, C)
  },
})

/** What counts of each label, and how much. */
export interface CrossEntropyOptions extends Partial<CrossEntropyAttributes> {
  /** The share of the target that is spread evenly over all classes, from 0 to 1; 0 where left out. Szegedy et al. 2016. */
  readonly labelSmoothing?: number
  /** (C): how much a label of each class counts; equally where left out. A constant. */
  readonly classWeights?: Operand
}

const weightAt = elementwise('weightAt', (label: Scalar, index: Scalar, weight: Scalar, ignore: Scalar) =>
  label.equal(ignore).select(0, label.equal(index).select(weight, 0)),
)
/** What each class gets of the smoothing, in rows that count. */
const spreadAt = elementwise('spreadAt', (counted: Scalar, weight: Scalar, spread: Scalar) =>
  counted.select(weight.mul(spread), 0),
)
/** −log p by what of the target is there: a share of the smoothing, and the rest at the label. */
const smoothed = elementwise('smoothed', (logP: Scalar, atLabel: Scalar, kept: Scalar, share: Scalar) => {
  const target = atLabel.mul(kept).add(share)
  return target.equal(0).select(0, target.mul(logP).neg()) // 0·∞ is nothing
})
const perWeight = elementwise('perWeight', (total: Scalar, weight: Scalar) =>
  weight.equal(0).select(0, total.div(weight)),
)

/** PyTorch's formula, with `reduction='mean'`: the terms of each label by its class's weight, over the labels' weights. */
function weightedCrossEntropy(
  given: Operand,
  ids: Operand,
  { ignore = -100, labelSmoothing = 0, classWeights = 1 }: CrossEntropyOptions,
): Operand {
  const [logits, labels] = together('crossEntropy', [given, ids])
  crossEntropyOp.infer([specOf(logits), specOf(labels)], { ignore })
  const [rows, classes] = axesOf(shapeOf(logits), 2)
  const weights = shapeOf(classWeights)
  if (classWeights !== 1 && !sameShape(weights, [classes]))
    throw new ShapeError(`crossEntropy: needs classWeights [${classes}], not ${formatShape(weights)}`)
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new RangeError(`crossEntropy: labelSmoothing is ${labelSmoothing}, but must be in 0…1`)
  const label = reshape(labels, [rows, 1]) // (N, 1)
  const atLabel = weightAt(label, range(classes), classWeights, ignore) // (N, C)
  const share = spreadAt(counts(label, ignore), classWeights, labelSmoothing / classes) // (N, C)
  const terms = smoothed(logSoftmax(logits), atLabel, 1 - labelSmoothing, share) // (N, C)
  return perWeight(sum(terms), sum(atLabel)) // ()
}

/**
 * Cross-entropy of `logits` against `labels`, averaged over the labels that count. PyTorch's `cross_entropy`, which gives NaN
 * where none does.
 * @param logits (N, C), float
 * @param labels (N), int32 in 0…C−1, or `ignore` (−100 where left out, PyTorch's convention)
 * @returns a scalar, in nats; 0 and no gradient where no label counts
 * @throws ShapeError, RangeError on a label out of range (it names the first one and its row). A device that can't be
 *   read at once (`gpu`) can't tell it of labels that it computed itself: such a label counts as a class of logit 0
 * @example
 * await crossEntropy(tensor([[0, 0]]), tensor([1], 'int32')).item() // 0.6931471805599453
 * await crossEntropy(tensor([[0, 9]]), tensor([1], 'int32'), { labelSmoothing: 0.1 }).item() // 0.4501234
 */
export function crossEntropy<L extends Operand, I extends Operand>(
  logits: L,
  labels: I,
  options: CrossEntropyOptions = {},
): ResultOf<[L, I]> {
  checkOptions<CrossEntropyOptions>('crossEntropy', options, {
    ignore: true,
    labelSmoothing: true,
    classWeights: true,
  })
  const { ignore = -100, labelSmoothing = 0, classWeights } = options
  const ids = integers('crossEntropy', labels)
  return scope(() => {
    const loss: Operand =
      labelSmoothing === 0 && classWeights === undefined
        ? apply(crossEntropyOp, [logits, ids], { ignore })
        : weightedCrossEntropy(logits, ids, options)
    return loss as ResultOf<[L, I]>
  })
}
