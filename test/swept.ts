import { Tensor } from '@cloze/tensor'
import { escaped } from '@cloze/tensor/extend'
import { afterAll } from 'vitest'

/**
 * Disposes, at the end of the test file that calls this at its top, of every tensor that was made in it and that no
 * scope has freed. For files whose tensors are nothing but operands; what the library leaves is measured with
 * `liveTensors` around the call that is in question.
 */
export function swept(): void {
  const released = Tensor.prototype[escaped]
  const made = new Set<Tensor>()
  Tensor.prototype[escaped] = function (this: Tensor) {
    made.add(this)
    released.call(this)
  }
  afterAll(() => {
    Tensor.prototype[escaped] = released
    for (const tensor of made) tensor.dispose()
  })
}
