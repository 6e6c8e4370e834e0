import { ShapeError } from '../errors.ts'
import type { Scalar } from '../scalar/scalar.ts'
import { apply, type ResultOf } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { formatShape } from '../tensor/shape.ts'
import { mul, square, sub } from './elementwise.ts'
import { checkFloats, onFloats } from './floats.ts'
import { defined, elementwise } from './op.ts'
import { last, mean, sum } from './reductions.ts'

export interface LayerNormAttributes {
  readonly epsilon: number
}

export const normalised = elementwise(
  'normalised',
  (centred: Scalar, scale: Scalar, weight: Scalar, bias: Scalar) => centred.mul(scale).mul(weight).add(bias),
)
const inverseDeviation = elementwise('inverseDeviation', (variance: Scalar, epsilon: Scalar) =>
  variance.add(epsilon).sqrt().reciprocal(),
)

export const layerNormOp = defined({
  name: 'layerNorm',
  operands: ['x', 'weight', 'bias'],
  outputs: ['y', 'mean', 'scale'],
  infer([x, weight, bias], _: LayerNormAttributes) {
    checkFloats('layerNorm', [x, weight, bias])
    const { shape } = x
    for (const parameter of [weight, bias])
      if (parameter.shape.length !== 1 || parameter.shape[0] !== shape.at(-1))
        throw new ShapeError(
          `layerNorm: weight and bias of ${formatShape(shape)} have shape [${shape.at(-1) ?? ''}], not ${formatShape(parameter.shape)}`,
        )
    const row = shape.with(-1, 1)
    return [
      { shape, dtype: 'float' },
      { shape: row, dtype: 'float' },
      { shape: row, dtype: 'float' },
    ]
  },
  define([x, weight, bias], { epsilon }) {
    const average = mean(x, last) // (…, 1)
    const centred = sub(x, average) // (…, H)
    const scale = inverseDeviation(mean(square(centred), last), epsilon) // (…, 1)
    return [normalised(centred, scale, weight, bias), average, scale]
  },
})

/** The gradient of x: the part of g·weight that neither shifts nor scales the row. Ba, Kiros & Hinton 2016. */
export const layerNormCotangent = elementwise(
  'layerNormCotangent',
  (gw: Scalar, centred: Scalar, scale: Scalar, meanGw: Scalar, meanGwX: Scalar) =>
    gw.sub(meanGw).sub(centred.mul(scale).mul(meanGwX)).mul(scale),
)
export const times3 = elementwise('times3', (a: Scalar, b: Scalar, c: Scalar) => a.mul(b).mul(c))

export const layerNormGradientOp = defined({
  name: 'layerNormGradient',
  operands: ['g', 'x', 'weight', 'mean', 'scale'],
  outputs: ['dx', 'dWeight', 'dBias'],
  infer(operands) {
    checkFloats('layerNormGradient', operands)
    const [g, , weight] = operands
    const parameter = { shape: weight.shape, dtype: 'float' } as const
    return [{ shape: g.shape, dtype: 'float' }, parameter, parameter]
  },
  define([g, x, weight, average, scale]) {
    const centred = sub(x, average) // (…, H)
    const gw = mul(g, weight) // (…, H)
    const dx = layerNormCotangent(gw, centred, scale, mean(gw, last), mean(times3(gw, centred, scale), last))
    const rows = {
      axes: shapeOf(g)
        .slice(0, -1)
        .map((_, axis) => axis),
    }
    return [dx, sum(times3(g, centred, scale), rows), sum(g, rows)]
  },
})

export const layerNorm = <X extends Operand, W extends Operand, B extends Operand>(
  x: X,
  weight: W,
  bias: B,
  options: Partial<LayerNormAttributes> = {},
): ResultOf<[X, W, B]> => {
  const { epsilon = 1e-12 } = checkOptions('layerNorm', options, { epsilon: 'number' })
  return onFloats([x, weight, bias], (...own) => apply(layerNormOp, own, { epsilon }), true) as ResultOf<
    [X, W, B]
  >
}
