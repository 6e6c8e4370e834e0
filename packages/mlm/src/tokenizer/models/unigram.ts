import { lengthAt } from '../text/aligned.ts'
import { byteTokens } from './byte-tokens.ts'
import type { Model, Token } from './model.ts'

/** How much less likely than the least likely token an unknown character is, in nats. */
const UNKNOWN_PENALTY = 10

interface Node {
  readonly children: Map<number, Node>
  id?: number
}

/** The most likely tokens of a word, each with a probability of its own. Kudo 2018, by Viterbi's algorithm. */
export function unigram(
  vocabulary: readonly (readonly [token: string, score: number])[],
  { unknown, byteFallback }: { readonly unknown: number; readonly byteFallback: boolean },
): Model {
  const root: Node = { children: new Map() }
  const ids = new Map<string, number>()
  let least = Number.POSITIVE_INFINITY
  for (const [id, [token, score]] of vocabulary.entries()) {
    least = Math.min(least, score)
    ids.set(token, id)
    put(root, token, id)
  }
  const bytes = byteFallback ? byteTokens(ids) : () => undefined

  return (word) => {
    const tokens: Token[] = []
    for (const [from, to] of bestPath(word)) {
      const value = word.slice(from, to)
      const id = ids.get(value)
      const spelt = id === undefined ? bytes(value) : undefined
      if (spelt === undefined) tokens.push({ id: id ?? unknown, value, from, to })
      else for (const byte of spelt) tokens.push({ ...byte, from, to })
    }
    return tokens
  }

  /** Unknown characters in a row are one token. */
  function bestPath(word: string): [from: number, to: number][] {
    const best: ({ score: number; from: number; id: number } | undefined)[] = []
    const offer = (from: number, to: number, id: number, score: number) => {
      const known = best[to]
      const total = score + (best[from]?.score ?? 0)
      if (known === undefined || total > known.score) best[to] = { score: total, from, id }
    }
    for (let from = 0; from < word.length; ) {
      const length = lengthAt(word, from)
      let isKnown = false
      let node: Node | undefined = root
      for (let to = from; to < word.length; to++) {
        node = node.children.get(word.charCodeAt(to))
        if (node === undefined) break
        if (node.id === undefined) continue
        offer(from, to + 1, node.id, vocabulary[node.id]?.[1] ?? 0)
        if (to + 1 - from === length) isKnown = true
      }
      if (!isKnown) offer(from, from + length, unknown, least - UNKNOWN_PENALTY)
      from += length
    }
    const path: [number, number][] = []
    let inUnknown = false
    for (let to = word.length; to > 0; ) {
      const { from, id } = best[to] ?? { from: 0, id: unknown }
      const next = path.at(-1)
      if (id === unknown && inUnknown && next !== undefined) next[0] = from
      else path.push([from, to])
      inUnknown = id === unknown
      to = from
    }
    return path.reverse()
  }
}

function put(root: Node, token: string, id: number): void {
  let node = root
  for (let at = 0; at < token.length; at++) {
    const unit = token.charCodeAt(at)
    let child = node.children.get(unit)
    if (child === undefined) {
      child = { children: new Map() }
      node.children.set(unit, child)
    }
    node = child
  }
  node.id = id
}
