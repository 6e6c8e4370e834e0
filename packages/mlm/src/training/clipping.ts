import { elementwise, type Scalar, sumOfSquares, type Tensor } from '@cloze/tensor'

type S = Scalar

/** Adds up as many scalars as a kernel may read on every device, with room for its output. */
const sumOfSix = elementwise('sumOfSix', (a: S, b: S, c: S, d: S, e: S, f: S) =>
  a.add(b).add(c.add(d)).add(e.add(f)),
)

/** √ of the sum of all squares: the norm of all gradients laid end to end. */
const rootOf = elementwise('globalNorm', (squares: S) => squares.sqrt())

/** min(1, most / (norm + 10⁻⁶)), as torch.nn.utils.clip_grad_norm_ has it. */
const scaleFor = elementwise('clipScale', (norm: S, most: S) => most.div(norm.add(1e-6)).min(1))

/**
 * The gradients' global norm, and what to multiply them by so that it is at most `most`. Pascanu et al. 2013. Both stay
 * on the device, so that nothing waits for them.
 * @param gradients at least one
 */
export function clipping(gradients: readonly Tensor[], most: number): { norm: Tensor; scale: Tensor } {
  const norm = rootOf(total(gradients.map((gradient) => sumOfSquares(gradient))))
  return { norm, scale: scaleFor(norm, most) }
}

/** The sum of scalars as a tree, six at a time: few ops, and an order that depends on their number alone. */
function total(parts: readonly Tensor[]): Tensor {
  const [first, ...others] = parts
  if (first === undefined) throw new RangeError('clipping: no gradients')
  if (others.length === 0) return first
  const sixes = Array.from({ length: Math.ceil(parts.length / 6) }, (_, six) =>
    parts.slice(6 * six, 6 * six + 6),
  )
  return total(sixes.map(([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => sumOfSix(a, b, c, d, e, f)))
}
