import type { Grammar } from '../../corpus/grammar/grammar.ts'

/** A rule with one child (`right` is −1) or two. */
export interface BinaryRule {
  readonly left: number
  readonly right: number
  readonly probability: number
}

/**
 * The rules of `grammar` with at most two children each, by symbol: `A → B C D` becomes `A → B (C D)`, where
 * the new symbol `(C D)` is shared by all rules that end so. Its number comes after the grammar's own.
 */
export function binarise(grammar: Grammar): BinaryRule[][] {
  const rules: BinaryRule[][] = grammar.symbols.map(() => [])
  const endings = new Map<string, number>()

  const ending = (children: readonly number[]): number => {
    const [only = -1] = children
    if (children.length < 2) return only
    const name = children.join(' ')
    const known = endings.get(name)
    if (known !== undefined) return known
    const symbol = rules.push([]) - 1
    endings.set(name, symbol)
    rules[symbol] = [split(children, 1)]
    return symbol
  }
  const split = ([left = -1, ...rest]: readonly number[], probability: number): BinaryRule => ({
    left,
    right: ending(rest),
    probability,
  })

  grammar.rules.forEach((alternatives, symbol) => {
    rules[symbol] = alternatives.map((rule) => split(rule.children, rule.probability))
  })
  return rules
}
