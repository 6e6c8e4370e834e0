import { ShapeError } from '../errors.ts'
import { apply, interpret, type ResultOf } from '../tensor/apply.ts'
import type { Operand } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { formatShape, sameShape } from '../tensor/shape.ts'
import { add } from './elementwise.ts'
import { checkFloats, onFloats } from './floats.ts'
import { type LayerNormAttributes, layerNormGradientOp, layerNormOp } from './layer-norm.ts'
import { defined } from './op.ts'

/** One op, so that a device may add and normalise in one pass over memory; the sum is never kept. */
export const addLayerNormOp = defined({
  name: 'addLayerNorm',
  operands: ['x', 'residual', 'weight', 'bias'],
  outputs: ['y', 'mean', 'scale'],
  infer([x, residual, weight, bias], attributes: LayerNormAttributes) {
    checkFloats('addLayerNorm', [x, residual, weight, bias])
    const [shape, other] = [x.shape, residual.shape]
    if (!sameShape(shape, other))
      throw new ShapeError(`addLayerNorm: x has shape ${formatShape(shape)}, residual ${formatShape(other)}`)
    return layerNormOp.infer([{ shape, dtype: 'float' }, weight, bias], attributes)
  },
  define: ([x, residual, weight, bias], attributes) =>
    interpret(layerNormOp, [add(x, residual), weight, bias], attributes),
})

export const addLayerNormGradientOp = defined({
  name: 'addLayerNormGradient',
  operands: ['g', 'x', 'residual', 'weight', 'mean', 'scale'],
  outputs: ['dSum', 'dWeight', 'dBias'],
  infer([g, x, residual, ...others]) {
    checkFloats('addLayerNormGradient', [residual])
    return layerNormGradientOp.infer([g, x, ...others], undefined)
  },
  define: ([g, x, residual, ...others]) => interpret(layerNormGradientOp, [g, add(x, residual), ...others]),
})

export const addLayerNorm = <X extends Operand, R extends Operand, W extends Operand, B extends Operand>(
  x: X,
  residual: R,
  weight: W,
  bias: B,
  options: Partial<LayerNormAttributes> = {},
): ResultOf<[X, R, W, B]> => {
  const { epsilon = 1e-12 } = checkOptions('addLayerNorm', options, { epsilon: 'number' })
  return onFloats(
    [x, residual, weight, bias],
    (...own) => apply(addLayerNormOp, own, { epsilon }),
    true,
  ) as ResultOf<[X, R, W, B]>
}
