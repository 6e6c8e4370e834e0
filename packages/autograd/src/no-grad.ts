import { Tensor } from '@cloze/tensor'
import { described, refuseThenable } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { shouldBe } from './given.ts'
import { withRecording } from './recording.ts'
import { Variable } from './tape.ts'

/**
 * Runs `body` without recording: what it computes from variables keeps nothing for a backward pass and has no gradient.
 * PyTorch's `torch.no_grad`. It frees nothing; a `scope` does.
 * @returns what `body` gives
 * @throws GradientError where `body` returns a promise: work after its first `await` would be recorded
 * @example
 * const w = parameter(tensor([3]))
 * noGrad(() => square(w)).node // undefined
 */
export const noGrad = <Result>(body: () => Result): Result =>
  withRecording(false, () => {
    if (typeof body !== 'function')
      throw new GradientError(`noGrad: ${shouldBe('what it runs', 'a function', body)}`)
    const result = body()
    const wrap = 'noGrad: the function is asynchronous; await outside, and wrap each part'
    refuseThenable(result, () => new GradientError(wrap))
    return result
  })

/**
 * The value alone: a tensor in the same memory, through which no gradient goes. PyTorch's `detach`, JAX's
 * `lax.stop_gradient`.
 * @example
 * const x = parameter(tensor([1.4, 2.6]))
 * // The straight-through estimator: a step forward, the identity on the way back.
 * const stepped = add(x, detach(sub(floor(x), x)))
 * await stepped.data() // [1, 2]
 * const [dx] = gradients(sum(stepped), [x])
 * await dx.data() // [1, 1]
 */
export function detach(x: Variable | Tensor): Tensor {
  if (x instanceof Variable) return x.value.alias()
  if (x instanceof Tensor) return x.alias()
  throw new TypeError(`detach: needs a variable or a tensor, not ${described(x)}`)
}
