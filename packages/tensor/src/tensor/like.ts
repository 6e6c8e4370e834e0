import { described } from './described.ts'
import { Tensor } from './tensor.ts'

/** A tensor, or what has one as its value, as a variable. */
export type Like = Tensor | { readonly value: Tensor }

/**
 * The tensor itself.
 * @throws TypeError that names the function, on what is none and has none
 */
export function tensorOf(name: string, x: Like): Tensor {
  const found: unknown = x instanceof Tensor ? x : x?.value
  if (!(found instanceof Tensor))
    throw new TypeError(`${name}: needs a tensor or a variable, not ${described(x)}`)
  return found
}
