import { ShapeError } from '../errors.ts'
import { apply, type ResultOf } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { checkNamed, checkOptions } from '../tensor/options.ts'
import { axesOf, formatShape, hasAxes, sizeOf } from '../tensor/shape.ts'
import { add, gelu, relu } from './elementwise.ts'
import { checkFloats, onFloats } from './floats.ts'
import { matmul } from './matmul.ts'
import { defined } from './op.ts'
import { reshape } from './shapes.ts'

/** What `linear` can apply to its result, by Hugging Face's names. */
export const activations = { none: undefined, gelu, relu } as const

/** The name of one of `activations`. */
export type Activation = keyof typeof activations

export interface LinearAttributes {
  readonly activation: Activation
}

/** Gives, where there is an activation, also what goes into it. */
export const linearOp = defined({
  name: 'linear',
  operands: ['x', 'weight', 'bias?'],
  outputs: ['y', 'before?'],
  infer([x, weight, bias], { activation }: LinearAttributes) {
    checkFloats('linear', [x, weight, bias])
    const [from, to] = [x.shape, weight.shape]
    if (!hasAxes(to, 2) || from.at(-1) !== to[1])
      throw new ShapeError(
        `linear: the weight of ${formatShape(from)} has shape [out, ${from.at(-1) ?? 'in'}], not ${formatShape(to)}`,
      )
    const [out] = to
    if (bias && (bias.shape.length !== 1 || bias.shape[0] !== out))
      throw new ShapeError(`linear: the bias has shape [${out}], not ${formatShape(bias.shape)}`)
    const output = { shape: from.with(-1, out), dtype: 'float' } as const
    return activations[activation] ? [output, output] : [output]
  },
  define([x, weight, bias], { activation }) {
    const shape = shapeOf(x)
    const [out, into] = axesOf(shapeOf(weight), 2)
    const rows = reshape(x, [sizeOf(shape.slice(0, -1)), into]) // (N, in): gradients become products of two axes
    const product = matmul(rows, weight, { transposeB: true }) // (N, out)
    const whole = bias === undefined ? product : add(product, bias)
    const before = reshape(whole, shape.with(-1, out)) // (…, out)
    const activated = activations[activation]
    return activated ? [activated(before), before] : [before]
  },
})

/**
 * activation(x·weightᵀ + bias); the weight lies as PyTorch's does.
 * @param x (…, in)
 * @param weight (out, in)
 * @param bias (out); none where left out
 * @returns (…, out)
 * @throws ShapeError on sizes that don't fit
 * @example
 * await linear(tensor([1, 2]), tensor([[3, 4]]), tensor([-20]), { activation: 'relu' }).data() // [0]
 */
export const linear = <X extends Operand, W extends Operand, B extends Operand = number>(
  x: X,
  weight: W,
  bias?: B,
  options: Partial<LinearAttributes> = {},
): ResultOf<[X, W, B]> => {
  const { activation = 'none' } = checkOptions('linear', options, { activation: true })
  checkNamed('linear', 'activation', activation, activations)
  return onFloats(
    [x, weight, bias],
    (...own) => apply(linearOp, own, { activation }),
    activation !== 'none',
  ) as ResultOf<[X, W, B]>
}
