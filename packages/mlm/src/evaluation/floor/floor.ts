import type { Grammar } from '../../corpus/grammar/grammar.ts'
import { bertChannel, type Channel, chosenEmission, type Emission, emission } from './channel.ts'
import { type Circuit, circuits, inside, outside } from './circuit.ts'
import type { Predictor } from './predictor.ts'

/**
 * The best possible predictor for sentences of `grammar` shown through `channel`: at position i it gives
 * p(word i | what is visible, i was chosen). No model that sees the visible sequence alone can have a lower
 * expected loss at chosen positions, so its mean loss is a floor, in nats.
 *
 * Any other position may have been chosen or not, and so may have been corrupted even if it shows a word. That
 * a draw which chose nothing is redrawn changes nothing: given that i was chosen, something was, so each of
 * these draws is 1 / (1 − (1 − rate)^length) times as probable as without redrawing, and that cancels: the
 * length is visible.
 * @returns a predictor of `grammar.words` by number; it throws RangeError on what `grammar` cannot have shown
 * @example
 * const floor = createFloor(english)
 * scoreTokens(floor, visible, labels).map((token) => token.loss) // nats, for each chosen position
 */
export function createFloor(grammar: Grammar, channel: Channel = bertChannel): Predictor {
  const circuitOf = circuits(grammar)
  const size = grammar.words.length
  const probabilityOf = grammar.lexicon.map((rules) => {
    const row = new Float64Array(size)
    for (const { word, probability } of rules) (row[word] as number) += probability
    return row
  })

  return {
    predict(visible, chosen) {
      const circuit = circuitOf(visible.length)
      checkWords(visible, size)
      fillLeaves(circuit, visible, probabilityOf, (shown) => emission(channel, shown, size))
      // Rules and leaves of a sentence of some 20 words multiply to no less than 1e-150: nothing underflows.
      if (!(inside(circuit) > 0))
        throw new RangeError(`floor: no sentence of the grammar shows ${Array.from(visible).join(' ')}`)
      outside(circuit)

      return chosen.map((position) => {
        const shown = visible[position] as number
        const prior = wordPrior(circuit, position, grammar)
        return normalise(prior, shown, chosenEmission(channel, shown, size))
      })
    },
  }
}

/** The log-probability with which `grammar` writes `sentence`; −∞ if it doesn't. */
export function sentenceLogProbability(grammar: Grammar): (sentence: readonly string[]) => number {
  const circuitOf = circuits(grammar)
  const numbers = new Map(grammar.words.map((word, number) => [word, number]))
  return (sentence) => {
    const circuit = circuitOf(sentence.length)
    circuit.value.fill(0, 0, circuit.leaves)
    sentence.forEach((word, position) => {
      grammar.lexicon.forEach((rules, preterminal) => {
        const rule = rules.find((candidate) => candidate.word === numbers.get(word))
        circuit.value[position * grammar.preterminals + preterminal] = rule?.probability ?? 0
      })
    })
    return Math.log(inside(circuit))
  }
}

/** A leaf's value: what its position shows, summed over the words that its preterminal may have become. */
function fillLeaves(
  { value }: Circuit,
  visible: ArrayLike<number>,
  probabilityOf: readonly Float64Array[],
  emissionOf: (shown: number) => Emission,
): void {
  for (let position = 0; position < visible.length; position++) {
    const shown = visible[position] as number
    const { any, same } = emissionOf(shown)
    probabilityOf.forEach((row, preterminal) => {
      value[position * probabilityOf.length + preterminal] = any + same * (row[shown] ?? 0)
    })
  }
}

/** p(word at `position`, what all other positions show), for each word: the outside value ignores its own leaf. */
function wordPrior({ outside }: Circuit, position: number, grammar: Grammar): Float64Array {
  const prior = new Float64Array(grammar.words.length)
  grammar.lexicon.forEach((rules, preterminal) => {
    const around = outside[position * grammar.preterminals + preterminal] as number
    for (const { word, probability } of rules) (prior[word] as number) += around * probability
  })
  return prior
}

/** `prior` times what each word emits, scaled to add up to 1. */
function normalise(prior: Float64Array, shown: number, { any, same }: Emission): Float64Array {
  const joint = prior.map((probability, word) => probability * (word === shown ? any + same : any))
  const total = joint.reduce((sum, probability) => sum + probability, 0)
  return joint.map((probability) => probability / total)
}

function checkWords(visible: ArrayLike<number>, size: number): void {
  for (let position = 0; position < visible.length; position++) {
    const shown = visible[position] as number
    if (!Number.isInteger(shown) || shown < -1 || shown >= size)
      throw new RangeError(`floor: word ${shown} at ${position} is outside −1…${size - 1} (−1 is [MASK])`)
  }
}
