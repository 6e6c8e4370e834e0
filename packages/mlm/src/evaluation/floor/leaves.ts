import type { Grammar } from '../../corpus/grammar/grammar.ts'
import type { Emission } from './channel.ts'
import { type Circuit, circuits } from './circuit.ts'

// `as number`: every index is within the arrays that these functions are given, and the loops are hot.

/** A grammar, ready for sums over all that its sentences can show. */
export interface Derivations {
  readonly grammar: Grammar
  /** How many words there are. */
  readonly size: number
  circuitOf(length: number): Circuit
  /** p(word | preterminal), by preterminal and word. */
  readonly probabilityOf: readonly Float64Array[]
}

export function derivationsOf(grammar: Grammar): Derivations {
  const size = grammar.words.length
  const probabilityOf = grammar.lexicon.map((rules) => {
    const row = new Float64Array(size)
    for (const { word, probability } of rules) (row[word] as number) += probability
    return row
  })
  return { grammar, size, circuitOf: circuits(grammar), probabilityOf }
}

/** A leaf's value: what its position shows, summed over the words that its preterminal may have become. */
export const leafValue = ({ any, same }: Emission, row: Float64Array, shown: number): number =>
  any + same * (row[shown] ?? 0)

/**
 * Adds to `joint`, for each word, its probability at a position together with what is shown: what its leaves emit, times
 * what is around them.
 * @param around by preterminal, the outside value of the position's leaf, which ignores the leaf itself
 */
export function addJoint(
  joint: Float64Array,
  grammar: Grammar,
  around: (preterminal: number) => number,
  { any, same }: Emission,
  shown: number,
): void {
  grammar.lexicon.forEach((rules, preterminal) => {
    const outside = around(preterminal)
    for (const { word, probability } of rules)
      (joint[word] as number) += outside * probability * (word === shown ? any + same : any)
  })
}

/** What no sentence can show under the masking. */
export const impossible = (visible: ArrayLike<number>): RangeError =>
  new RangeError(`floor: no sentence of the grammar shows ${Array.from(visible).join(' ')}`)
