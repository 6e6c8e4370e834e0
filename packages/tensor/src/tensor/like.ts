import { Tensor } from './tensor.ts'

/** A tensor, or what has one as its value, as a variable. */
export type Like = Tensor | { readonly value: Tensor }

/** The tensor itself. */
export const tensorOf = (x: Like): Tensor => (x instanceof Tensor ? x : x.value)
