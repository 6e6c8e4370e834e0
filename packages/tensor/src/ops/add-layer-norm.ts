import { apply, interpret, type Result } from '../apply.ts'
import { ShapeError } from '../errors.ts'
import type { Operand } from '../op.ts'
import { formatShape, sameShape } from '../shape.ts'
import { add } from './elementwise.ts'
import { type LayerNormAttributes, layerNormGradientOp, layerNormOp } from './layer-norm.ts'
import { defined } from './op.ts'

/** One op, so that a device may add and normalise in one pass over memory; the sum is never kept. */
export const addLayerNormOp = defined<LayerNormAttributes>({
  name: 'addLayerNorm',
  infer(inputs, attributes) {
    const [x, residual, ...parameters] = inputs
    const [shape, other] = [x?.shape ?? [], residual?.shape ?? []]
    if (!sameShape(shape, other))
      throw new ShapeError(`addLayerNorm: x has shape ${formatShape(shape)}, residual ${formatShape(other)}`)
    return layerNormOp.infer([{ shape, dtype: 'float' }, ...parameters], attributes)
  },
  define: ([x = 0, residual = 0, ...parameters], attributes) =>
    interpret<LayerNormAttributes, Operand>(layerNormOp, [add(x, residual), ...parameters], attributes),
})

export const addLayerNormGradientOp = defined<undefined>({
  name: 'addLayerNormGradient',
  infer: ([g, x, , ...others], attributes) =>
    layerNormGradientOp.infer(
      [g, x, ...others].filter((spec) => spec !== undefined),
      attributes,
    ),
  define: ([g = 0, x = 0, residual = 0, ...others]) =>
    interpret<undefined, Operand>(layerNormGradientOp, [g, add(x, residual), ...others], undefined),
})

/**
 * `layerNorm(add(x, residual), weight, bias)`, in one pass: the end of each half of a transformer's layer.
 * Vaswani et al. 2017, section 3.1.
 * @param x (…, H)
 * @param residual (…, H)
 * @param weight (H)
 * @param bias (H)
 * @param options.epsilon added to the variance; 1e-12 where left out, BERT's
 * @throws ShapeError where x and residual differ in shape
 * @example
 * const [one, zero] = [tensor([1, 1]), tensor([0, 0])]
 * await addLayerNorm(tensor([[1, 2]]), tensor([[1, 2]]), one, zero, { epsilon: 0 }).data() // [-1, 1]
 */
export const addLayerNorm = <X extends Operand, P extends Operand>(
  x: X,
  residual: X,
  weight: P,
  bias: P,
  { epsilon = 1e-12 }: Partial<LayerNormAttributes> = {},
): Result<X | P> =>
  apply<LayerNormAttributes, X | P>(addLayerNormOp, [x, residual, weight, bias], { epsilon })
