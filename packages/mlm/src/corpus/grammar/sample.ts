import type { Random } from '@cloze/tensor'
import type { Grammar } from './grammar.ts'

/** How a sentence was derived: a preterminal with its word, or a nonterminal with its children. */
export interface Tree {
  readonly symbol: string
  /** The position of its first word in the sentence. */
  readonly start: number
  readonly children: readonly Tree[]
  /** Of a preterminal alone. */
  readonly word?: string
}

/**
 * A sentence with its derivation, drawn with the grammar's own probability: nothing is rejected.
 * @example
 * const { symbol, children } = sampleTree(english, random(1, 'corpus', 0))
 * symbol // 'Sentence'
 * children.map((child) => child.symbol) // ['NP[1,pl,animate]', 'VP[1,pl,animate]']
 */
export function sampleTree(grammar: Grammar, random: Random): Tree {
  let length = 0
  const expand = (number: number): Tree => {
    const symbol = grammar.symbols[number] as string
    const start = length
    const lexical = grammar.lexicon[number]
    if (lexical !== undefined) {
      length++
      return { symbol, start, children: [], word: grammar.words[draw(lexical, random).word] as string }
    }
    return { symbol, start, children: draw(grammar.rules[number] ?? [], random).children.map(expand) }
  }
  return expand(grammar.start)
}

/**
 * A sentence, drawn with the grammar's own probability.
 * @example
 * sampleSentence(english, random(1, 'corpus', 0)).join(' ') // 'these birds beside the rivers sleep again'
 */
export function sampleSentence(grammar: Grammar, random: Random): string[] {
  return leaves(sampleTree(grammar, random)).map((leaf) => leaf.word)
}

/**
 * The preterminals of a derivation with their words, from left to right.
 * @example
 * const words = leaves(sampleTree(english, random(1, 'corpus', 0))).map(({ word }) => word)
 * words.join(' ') // 'these birds beside the rivers sleep again'
 */
export function leaves(tree: Tree): (Tree & { readonly word: string })[] {
  const { word } = tree
  return word === undefined ? tree.children.flatMap(leaves) : [{ ...tree, word }]
}

function draw<Item extends { probability: number }>(items: readonly Item[], random: Random): Item {
  let remaining = random.uniform()
  for (const item of items) {
    remaining -= item.probability
    if (remaining < 0) return item
  }
  return items.at(-1) as Item // probabilities add up to 1 only up to rounding
}
