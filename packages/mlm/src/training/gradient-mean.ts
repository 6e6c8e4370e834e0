/** The mean of a step's gradients, which may come in several batches. */
import { disposeOf, elementwise, type Scalar, scope, type Tensor, tensor } from '@cloze/tensor'

/** Means over `count` predictions. */
export interface Gradients {
  /** One for each parameter, in their order. */
  readonly gradients: readonly Tensor[]
  /** A scalar. */
  readonly loss: Tensor
  readonly count: number
}

type S = Scalar

const towards = elementwise('weightedMean', (mean: S, next: S, share: S) =>
  mean.add(next.sub(mean).mul(share)),
)

/**
 * The mean over the predictions of both: each counts as much as it would in one batch of all, however they are shared
 * out. As a running mean, which is never larger than what it is the mean of.
 * @returns new tensors; those of `before` and `next` are disposed of, also where this fails
 * @example
 * const means = (gradient: number, loss: number) => ({ gradients: [tensor([gradient])], loss: tensor([loss]) })
 * const both = joined({ ...means(4, 1), count: 30 }, { ...means(8, 3), count: 10 })
 * await both.gradients[0]?.data() // [5]
 */
export function joined(before: Gradients, next: Gradients): Gradients {
  const count = before.count + next.count
  try {
    return scope(() => {
      const share = tensor(Float64Array.of(next.count / count), { shape: [], device: next.loss.device })
      const mean = (one: Tensor, other: Tensor | undefined) => {
        if (other === undefined) throw new RangeError('joined: gradients of one are not those of the other')
        return towards(one, other, share)
      }
      return {
        gradients: before.gradients.map((one, place) => mean(one, next.gradients[place])),
        loss: mean(before.loss, next.loss),
        count,
      }
    })
  } finally {
    disposeOf([before, next])
  }
}
