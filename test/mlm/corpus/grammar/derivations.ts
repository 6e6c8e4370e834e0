import type { Grammar } from '../../../../packages/mlm/src/corpus/grammar/grammar.ts'

/** A sentence, as word numbers, with its probability. */
export interface Sentence {
  readonly words: readonly number[]
  readonly probability: number
}

/** Every sentence of `length` words, by writing out every leftmost derivation: what the charts are held against. */
export function allSentences(grammar: Grammar, length: number): Sentence[] {
  const found = new Map<string, Sentence>()
  const expand = (words: readonly number[], ahead: readonly number[], probability: number): void => {
    if (words.length + ahead.length > length) return
    const [symbol, ...rest] = ahead
    if (symbol === undefined) {
      if (words.length < length) return
      const before = found.get(words.join(' '))?.probability ?? 0
      found.set(words.join(' '), { words, probability: before + probability })
      return
    }
    const lexical = grammar.lexicon[symbol]
    for (const rule of lexical ?? []) expand([...words, rule.word], rest, probability * rule.probability)
    if (lexical === undefined)
      for (const rule of grammar.rules[symbol] ?? [])
        expand(words, [...rule.children, ...rest], probability * rule.probability)
  }
  expand([], [grammar.start], 1)
  return [...found.values()]
}
