/**
 * What a tensor has for devices, kernels and ops, under symbols: an editor that offers what a tensor has shows those who
 * compute what they need. They stand apart from the class, where an editor doesn't find them.
 */

/** What a kernel gets. */
export const viewed: unique symbol = Symbol('viewed')
/** The values of an int32 tensor that came from the host. */
export const host: unique symbol = Symbol('host')
/** The value of a tensor of one element that came from the host. */
export const known: unique symbol = Symbol('known')
/** A tensor of some elements, in the same memory. */
export const part: unique symbol = Symbol('part')
/** Whether a tensor may be run into. */
export const writable: unique symbol = Symbol('writable')
