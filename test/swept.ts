import { Tensor } from '@cloze/tensor'
import { afterAll } from 'vitest'

/**
 * Disposes, at the end of the test file that calls this at its top, of every tensor that was made in it and that no
 * scope has freed. For files whose tensors are nothing but operands; what the library leaves is measured with
 * `liveTensors` around the call that is in question.
 */
export function swept(): void {
  const { escaped } = Tensor.prototype
  const made = new Set<Tensor>()
  Tensor.prototype.escaped = function (this: Tensor) {
    made.add(this)
    escaped.call(this)
  }
  afterAll(() => {
    Tensor.prototype.escaped = escaped
    for (const tensor of made) tensor.dispose()
  })
}
