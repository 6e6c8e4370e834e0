import type { Grammar } from '../../corpus/grammar/grammar.ts'
import { GrammarError } from '../../corpus/grammar/notation.ts'
import { type BinaryRule, binarise } from './binarise.ts'

// `inside` and `outside` run millions of steps. Every index in them was made by `buildCircuit` for these very arrays, so
// `as number` says what holds, without a branch at each step.

/**
 * All derivations of one sentence length, as sums of products. A cell is a symbol over a span; step k adds
 * weight[k] · left · right to a cell. Steps are ordered so that a cell is complete before it is used.
 *
 * Running the steps forward is the inside algorithm, running the reverse-mode derivative backward the outside
 * algorithm (Baker 1979; Lari & Young 1990; that the second is backpropagation through the first: Eisner 2016).
 */
export interface Circuit {
  /** Cell `position · preterminals + preterminal` is a leaf, to be filled in before `inside`. */
  readonly leaves: number
  /** The cell of the whole sentence, or −1 if no sentence has this length. */
  readonly root: number
  readonly target: Int32Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly weight: Float64Array
  /** What each cell holds: the probability of what its span shows, given its symbol. */
  readonly value: Float64Array
  /** The derivative of the root's value with respect to each cell's. */
  readonly outside: Float64Array
}

/** Makes the circuits of a grammar, one for each length, as they are asked for. */
export function circuits(grammar: Grammar): (length: number) => Circuit {
  const rules = binarise(grammar)
  const derives = derivableLengths(grammar, rules)
  const made = new Map<number, Circuit>()
  return (length) => {
    const circuit = made.get(length) ?? buildCircuit(grammar, rules, derives, length)
    made.set(length, circuit)
    return circuit
  }
}

/** Fills every cell from the leaves; returns the root's value, the probability of what the leaves show. */
export function inside({ value, leaves, target, left, right, weight, root }: Circuit): number {
  value.fill(0, leaves, value.length - 1)
  for (let k = 0; k < weight.length; k++)
    (value[target[k] as number] as number) +=
      (weight[k] as number) * (value[left[k] as number] as number) * (value[right[k] as number] as number)
  return root < 0 ? 0 : (value[root] as number)
}

/** Fills `outside` of every cell; `inside` must have run. */
export function outside({ value, outside, target, left, right, weight, root }: Circuit): void {
  outside.fill(0)
  if (root >= 0) outside[root] = 1
  for (let k = weight.length - 1; k >= 0; k--) {
    const arriving = (outside[target[k] as number] as number) * (weight[k] as number)
    const l = left[k] as number
    const r = right[k] as number
    ;(outside[l] as number) += arriving * (value[r] as number)
    ;(outside[r] as number) += arriving * (value[l] as number)
  }
}

type Derives = (symbol: number, length: number) => boolean

/** Which symbols can become how many words: spans of other lengths need no cell. */
function derivableLengths({ preterminals }: Grammar, rules: readonly BinaryRule[][]): Derives {
  const known = new Map<string, boolean | 'asked'>()
  const derives: Derives = (symbol, length) => {
    if (symbol < preterminals) return length === 1
    const key = `${symbol} ${length}`
    const answer = known.get(key)
    if (answer === 'asked')
      throw new GrammarError('a symbol becomes itself alone: remove that cycle of rules')
    if (answer !== undefined) return answer
    known.set(key, 'asked')
    // Every rule is asked, so that a cycle is found wherever it is.
    const possible =
      (rules[symbol] ?? []).filter((rule) => splits(rule, length, derives).length > 0).length > 0
    known.set(key, possible)
    return possible
  }
  return derives
}

/** The lengths that the left child of `rule` can have over a span of `length` words. */
function splits({ left, right }: BinaryRule, length: number, derives: Derives): number[] {
  if (right < 0) return derives(left, length) ? [length] : []
  return Array.from({ length: length - 1 }, (_, index) => index + 1).filter(
    (k) => derives(left, k) && derives(right, length - k),
  )
}

/** Goes down from the whole sentence, so that only cells of complete derivations are made; children first. */
function buildCircuit(
  { preterminals, start }: Grammar,
  rules: readonly BinaryRule[][],
  derives: Derives,
  length: number,
): Circuit {
  const leaves = length * preterminals
  let cells = leaves
  const made = new Map<string, number>()
  const steps: { target: number; left: number; right: number; weight: number }[] = []
  const one = -1 // the right factor of a rule with one child; becomes the last cell, which always holds 1

  const cell = (symbol: number, from: number, span: number): number => {
    if (symbol < preterminals) return from * preterminals + symbol
    const key = `${symbol} ${from} ${span}`
    const known = made.get(key)
    if (known !== undefined) return known
    const terms = (rules[symbol] ?? []).flatMap((rule) =>
      splits(rule, span, derives).map((k) => ({
        left: cell(rule.left, from, k),
        right: rule.right < 0 ? one : cell(rule.right, from + k, span - k),
        weight: rule.probability,
      })),
    )
    const target = cells++
    for (const term of terms) steps.push({ target, ...term })
    made.set(key, target)
    return target
  }

  const root = length > 0 && derives(start, length) ? cell(start, 0, length) : -1
  const value = new Float64Array(cells + 1)
  value[cells] = 1
  return {
    leaves,
    root,
    target: Int32Array.from(steps, (step) => step.target),
    left: Int32Array.from(steps, (step) => step.left),
    right: Int32Array.from(steps, (step) => (step.right === one ? cells : step.right)),
    weight: Float64Array.from(steps, (step) => step.weight),
    value,
    outside: new Float64Array(cells + 1),
  }
}
