import type { Tensor } from '@cloze/tensor'
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
    const result: unknown = body()
    if (
      typeof result === 'object' &&
      result !== null &&
      'then' in result &&
      typeof result.then === 'function'
    ) {
      if (result instanceof Promise) result.catch(() => {}) // what becomes of it is of no interest: this error is
      throw new GradientError('noGrad: the function is asynchronous; await outside, and wrap each part')
    }
    return result as Result
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
export const detach = (x: Variable | Tensor): Tensor => (x instanceof Variable ? x.value : x).alias()
