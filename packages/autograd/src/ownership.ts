/** Whose value a tensor is: it would be disposed of by one while the other needs it. */
import type { Tensor } from '@cloze/tensor'
import { viewed } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'

/** A parameter, as far as its value goes. */
interface Owner {
  readonly value: Tensor
  readonly name: string | undefined
}

const owners = new WeakMap<Tensor, Owner>()

/** @throws GradientError where the tensor is another's value; MemoryError where it was disposed of */
export function own(op: string, value: Tensor, owner: Owner): void {
  void value[viewed]
  const other = owners.get(value)
  if (other?.value === value)
    throw new GradientError(
      `${op}: the tensor is the value of ${other.name ?? 'another parameter'}, which disposes of it; give its alias()`,
    )
  owners.set(value, owner)
}
