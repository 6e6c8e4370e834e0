import type { Grammar } from '../../corpus/grammar/grammar.ts'
import type { ChoiceLaw } from '../../masking/law.ts'
import { budgetOf } from '../../masking/rate.ts'
import { bertChannel, type Channel } from './channel.ts'
import { circuits, inside } from './circuit.ts'
import { jointByCount } from './counted.ts'
import { independent, jointByHypotheses, listed, seen } from './hypotheses.ts'
import { type Derivations, derivationsOf } from './leaves.ts'
import type { Predictor } from './predictor.ts'

/**
 * The best possible predictor for sentences of `grammar` shown through `channel`: at position i it gives
 * p(word i | what is visible, i was chosen). No model that sees the visible sequence alone can have a lower
 * expected loss at chosen positions, so its mean loss is a floor, in nats.
 *
 * Any other position may have been chosen or not, and so may have been corrupted even if it shows a word; how probable
 * each choice is, `law` says.
 * @param law how positions are chosen; each independently where left out
 * @returns a predictor of `grammar.words` by number; it throws RangeError on what `grammar` cannot have shown
 * @throws RangeError on a law that is not known, unless what is chosen always shows `[MASK]`
 * @example
 * const numberOf = (word: string) => english.words.indexOf(word)
 * const visible = ['the', '[MASK]', 'sleeps'].map(numberOf) // [MASK] is −1
 * const scores = scoreTokens(createFloor(english), visible, [-1, numberOf('dog'), -1])
 * scores.map(({ loss }) => loss) // [1.823]
 */
export function createFloor(
  grammar: Grammar,
  channel: Channel = bertChannel,
  law: ChoiceLaw = { kind: 'independent' },
): Predictor {
  const why = whyUnknown(channel, law)
  if (why !== undefined) throw new RangeError(`createFloor: the floor is not known: ${why}`)
  const derivations = derivationsOf(grammar)
  const jointOf = jointUnder(law, channel, derivations)
  return {
    predict(visible, chosen) {
      checkWords(visible, derivations.size)
      return jointOf(visible, chosen).map(normalise)
    },
  }
}

/** Why no floor can be computed; nothing where it can: always where what was chosen is seen, as it shows [MASK]. */
export const whyUnknown = (channel: Channel, law: ChoiceLaw): string | undefined =>
  law.kind === 'unknown' && channel.masked < 1 ? law.why : undefined

type JointOf = (visible: ArrayLike<number>, chosen: readonly number[]) => Float64Array[]

function jointUnder(law: ChoiceLaw, channel: Channel, derivations: Derivations): JointOf {
  const { size } = derivations
  const { kind } = law
  if (kind === 'count')
    return (visible, chosen) =>
      jointByCount(derivations, channel, budgetOf(visible.length, channel.maskRate), visible, chosen)
  const hypothesesOf =
    kind === 'listed'
      ? listed(law, channel, size)
      : () => (kind === 'unknown' ? seen : independent(channel, size))
  return (visible, chosen) => jointByHypotheses(derivations, hypothesesOf, visible, chosen)
}

/**
 * The log-probability with which `grammar` writes `sentence`; −∞ if it doesn't.
 * @example
 * const logProbability = sentenceLogProbability(english)
 * logProbability(['the', 'dog', 'sleeps']) // -10.692
 * logProbability(['dog', 'the', 'sleeps']) // -Infinity
 */
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

/** Scaled to add up to 1. */
function normalise(joint: Float64Array): Float64Array {
  const total = joint.reduce((sum, probability) => sum + probability, 0)
  if (!(total > 0)) throw new RangeError('floor: a position that is asked for cannot have been chosen')
  return joint.map((probability) => probability / total)
}

function checkWords(visible: ArrayLike<number>, size: number): void {
  for (let position = 0; position < visible.length; position++) {
    const shown = visible[position] as number
    if (!Number.isInteger(shown) || shown < -1 || shown >= size)
      throw new RangeError(`floor: word ${shown} at ${position} is outside −1…${size - 1} (−1 is [MASK])`)
  }
}
