/** What a row of the derivative table is: what it keeps of the forward pass, and what it makes of it. */
import type { Operand, Shape } from '@cloze/tensor'

/** Written where nothing flows. */
export const none = undefined

/** What arrives at each input; a function where it is work, which is left undone for an input that wants no gradient. */
export type Arrivals = readonly (Operand | typeof none | (() => Operand))[]

/** What a node kept; what its row didn't ask for is not there. */
export interface Kept {
  readonly inputs: readonly Operand[]
  readonly output: Operand
  readonly saved: readonly Operand[]
  readonly shapes: readonly Shape[]
}

export interface Row<Attributes = unknown> {
  /** The numbers of the inputs to keep; `all` of them. */
  readonly inputs: 'all' | readonly number[]
  readonly output: boolean
  readonly saved: boolean
  gradient(g: Operand, kept: Kept, attributes: Attributes): Arrivals
}

const nothing = { inputs: [], output: false, saved: false } as const

/** Needs no value: the op is linear, and only shapes matter. */
export const linear = <A>(
  gradient: (g: Operand, shapes: readonly Shape[], attributes: A) => Arrivals,
): Row<A> => ({
  ...nothing,
  gradient: (g, { shapes }, attributes) => gradient(g, shapes, attributes),
})

/** Needs its inputs. */
export const ofInputs = <A>(
  gradient: (g: Operand, inputs: readonly Operand[], attributes: A) => Arrivals,
): Row<A> => ({
  ...nothing,
  inputs: 'all',
  gradient: (g, { inputs }, attributes) => gradient(g, inputs, attributes),
})

/** Needs its output alone. */
export const ofOutput = <A>(gradient: (g: Operand, y: Operand, attributes: A) => Arrivals): Row<A> => ({
  ...nothing,
  output: true,
  gradient: (g, { output }, attributes) => gradient(g, output, attributes),
})

/** Needs its inputs and its by-products. */
export const ofSaved = <A>(
  gradient: (g: Operand, inputs: readonly Operand[], saved: readonly Operand[], attributes: A) => Arrivals,
): Row<A> => ({
  ...nothing,
  inputs: 'all',
  saved: true,
  gradient: (g, { inputs, saved }, attributes) => gradient(g, inputs, saved, attributes),
})
