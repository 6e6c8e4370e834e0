import { type Features, GrammarError, readLexicon, readRules } from './notation.ts'

/** What a symbol may become. */
export interface Rule {
  /** Numbers of symbols, from left to right. */
  readonly children: readonly number[]
  /** Those of a symbol's rules add up to 1. */
  readonly probability: number
}

/** A word that a preterminal may become. */
export interface LexicalRule {
  /** Its number in `Grammar.words`. */
  readonly word: number
  /** Those of a preterminal's words add up to 1. */
  readonly probability: number
}

/**
 * A probabilistic context-free grammar over one-token words. Symbols are numbers: preterminals (what becomes
 * one word) first, then nonterminals (what becomes other symbols).
 */
export interface Grammar {
  /** The lexicon: sorted, each word once. A word's index here is its number everywhere. */
  readonly words: readonly string[]
  /** The name of each symbol. */
  readonly symbols: readonly string[]
  readonly preterminals: number
  /** The symbol that a sentence is: the left-hand side of the first rule. */
  readonly start: number
  /** By symbol; none for a preterminal. */
  readonly rules: readonly (readonly Rule[])[]
  /** By preterminal. */
  readonly lexicon: readonly (readonly LexicalRule[])[]
}

/**
 * Reads a grammar from its page. Weights are normalised per left-hand side. A word's probability falls with its
 * place in its list, as 1 / (place + 5): a moderate skew, the first of ten about three times the last.
 * @throws GrammarError on a row that cannot be read, and on a symbol that nothing defines
 * @example
 * readGrammar({ rules: '1 S → A B', lexicon: 'A: the B: dog cat', features: {} }).words // ['cat', 'dog', 'the']
 */
export function readGrammar(page: { rules: string; lexicon: string; features: Features }): Grammar {
  const instances = readRules(page.rules, page.features)
  const entries = readLexicon(page.lexicon, page.features)

  const preterminals = [...entries.keys()]
  const nonterminals = [...new Set(instances.map((rule) => rule.left))]
  const symbols = [...preterminals, ...nonterminals]
  const words = [...new Set([...entries.values()].flat())].sort()
  const symbolNumber = numbering(symbols)
  const wordNumber = numbering(words)

  const rules = symbols.map((symbol) =>
    normalised(
      instances.filter((rule) => rule.left === symbol),
      (rule, probability) => ({ children: rule.right.map(symbolNumber), probability }),
    ),
  )
  const lexicon = [...entries.values()].map((list) =>
    normalised(
      list.map((word, place) => ({ word, weight: 1 / (place + 5) })),
      ({ word }, probability) => ({ word: wordNumber(word), probability }),
    ),
  )
  const [first] = instances
  if (first === undefined) throw new GrammarError('a grammar needs at least one rule')
  return {
    words,
    symbols,
    preterminals: preterminals.length,
    start: symbolNumber(first.left),
    rules,
    lexicon,
  }
}

/**
 * The number of words in the longest sentence; infinite if a symbol may become more of itself.
 * @example
 * longestSentence(english) // 22
 */
export function longestSentence(grammar: Grammar): number {
  const known = new Map<number, number>()
  const longest = (symbol: number): number => {
    if (symbol < grammar.preterminals) return 1
    const answer = known.get(symbol)
    if (answer !== undefined) return answer
    known.set(symbol, Number.POSITIVE_INFINITY) // stands if the symbol is met again below itself
    const lengths = (grammar.rules[symbol] ?? []).map((rule) =>
      rule.children.reduce((sum, child) => sum + longest(child), 0),
    )
    const length = Math.max(...lengths)
    known.set(symbol, length)
    return length
  }
  return longest(grammar.start)
}

function normalised<Item extends { weight: number }, Result>(
  items: readonly Item[],
  withProbability: (item: Item, probability: number) => Result,
): Result[] {
  const total = items.reduce((sum, item) => sum + item.weight, 0)
  return items.map((item) => withProbability(item, item.weight / total))
}

function numbering(names: readonly string[]): (name: string) => number {
  const numbers = new Map(names.map((name, number) => [name, number]))
  return (name) => {
    const number = numbers.get(name)
    if (number === undefined) throw new GrammarError(`${name}: no rule and no words for it`)
    return number
  }
}
