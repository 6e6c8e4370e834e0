import type { ChoiceDistribution, PossibleChoice } from '../../masking/choice-distribution.ts'
import { type Channel, chosenEmission, type Emission, emission, MASK } from './channel.ts'
import { inside, outside } from './circuit.ts'
import { addJoint, type Derivations, impossible, leafValue } from './leaves.ts'

/** One way in which a sentence can have come to what it shows; given it, positions are corrupted independently. */
interface Hypothesis {
  readonly probability: number
  /** What a position emits. */
  emits(position: number, shown: number): Emission
  /** What it emits and was chosen; nothing where it wasn't. */
  emitsChosen(position: number, shown: number): Emission
}

const nothing: Emission = { any: 0, same: 0 }
const itself: Emission = { any: 0, same: 1 }

/**
 * The joint probability of each word at each of `chosen`, that position being chosen, and all that is visible: the sum
 * over the hypotheses, with an inside and an outside pass for each that is possible.
 */
export function jointByHypotheses(
  derivations: Derivations,
  hypothesesOf: (visible: ArrayLike<number>) => readonly Hypothesis[],
  visible: ArrayLike<number>,
  chosen: readonly number[],
): Float64Array[] {
  const { grammar, size, circuitOf, probabilityOf } = derivations
  const circuit = circuitOf(visible.length)
  const joints = chosen.map(() => new Float64Array(size))
  /** Whether a sentence can show this; the circuit then holds the outside values. */
  const passes = (emits: Hypothesis['emits']): boolean => {
    for (let position = 0; position < visible.length; position++) {
      const shown = visible[position] as number
      const emitted = emits(position, shown)
      probabilityOf.forEach((row, preterminal) => {
        circuit.value[position * grammar.preterminals + preterminal] = leafValue(emitted, row, shown)
      })
    }
    // Rules and leaves of a sentence of some 20 words multiply to no less than 1e-150: nothing underflows.
    if (!(inside(circuit) > 0)) return false
    outside(circuit)
    return true
  }
  let possible = false
  let last: { readonly emits: Hypothesis['emits']; readonly can: boolean } | undefined
  for (const { probability, emits, emitsChosen } of hypothesesOf(visible)) {
    last = last?.emits === emits ? last : { emits, can: passes(emits) }
    if (!last.can) continue
    possible = true
    chosen.forEach((position, index) => {
      const shown = visible[position] as number
      const { any, same } = emitsChosen(position, shown)
      addJoint(
        joints[index] as Float64Array,
        grammar,
        (preterminal) => circuit.outside[position * grammar.preterminals + preterminal] as number,
        { any: any * probability, same: same * probability },
        shown,
      )
    })
  }
  if (!possible) throw impossible(visible)
  return joints
}

/**
 * Each position may have been chosen, independently. That a draw which chose nothing is redrawn changes nothing: given
 * that a position was chosen, something was, so each of these draws is 1 / (1 − (1 − rate)^length) times as probable as
 * without redrawing, and that cancels: the length is visible.
 */
export const independent = (channel: Channel, size: number): readonly Hypothesis[] => [
  {
    probability: 1,
    emits: (_, shown) => emission(channel, shown, size),
    emitsChosen: (_, shown) => chosenEmission(channel, shown, size),
  },
]

/** What was chosen shows [MASK], always: it is seen, and how it came to be chosen tells nothing more. */
export const seen: readonly Hypothesis[] = [
  {
    probability: 1,
    emits: (_, shown) => (shown === MASK ? { any: 1, same: 0 } : itself),
    emitsChosen: (_, shown) => (shown === MASK ? { any: 1, same: 0 } : nothing),
  },
]

/** The choices of a list, each with the outcomes that its groups can have had. */
export const listed =
  (distribution: Extract<ChoiceDistribution, { kind: 'listed' }>, channel: Channel, size: number) =>
  (visible: ArrayLike<number>): Hypothesis[] =>
    distribution
      .of(visible.length)
      .filter(({ groups }) => coversMasks(groups, visible))
      .flatMap((choice) =>
        corruptionsOf(choice, visible, channel, size).map(({ probability, emissions }) => ({
          probability,
          emits: [...emissions.values()].every((emitted) => emitted === itself)
            ? emitsItself
            : (position: number) => emissions.get(position) ?? itself,
          emitsChosen: (position: number) => emissions.get(position) ?? nothing,
        })),
      )
      .sort((a, b) => Number(a.emits === emitsItself) - Number(b.emits === emitsItself)) // one pass serves all these

const emitsItself = () => itself

/** What shows [MASK] was chosen. */
function coversMasks(groups: readonly (readonly number[])[], visible: ArrayLike<number>): boolean {
  const chosen = new Set(groups.flat())
  return Array.from(visible).every((shown, position) => shown !== MASK || chosen.has(position))
}

interface Corruption {
  readonly probability: number
  /** By chosen position. */
  readonly emissions: ReadonlyMap<number, Emission>
}

/** A group of one has the channel's mixture; a larger one shares its outcome, so that each of the three is followed. */
function corruptionsOf(
  { groups, probability }: PossibleChoice,
  visible: ArrayLike<number>,
  channel: Channel,
  size: number,
): Corruption[] {
  let corruptions: Corruption[] = [{ probability, emissions: new Map() }]
  for (const group of groups) {
    const masks = group.filter((position) => visible[position] === MASK).length
    const alternatives =
      group.length === 1 ? mixed(group, visible, channel, size) : shared(group, masks, channel, size)
    corruptions = corruptions.flatMap((before) =>
      alternatives.map((next) => ({
        probability: before.probability * next.probability,
        emissions: new Map([...before.emissions, ...next.emissions]),
      })),
    )
  }
  return corruptions
}

const mixed = (
  group: readonly number[],
  visible: ArrayLike<number>,
  channel: Channel,
  size: number,
): Corruption[] => [
  {
    probability: 1,
    emissions: new Map(
      group.map((position) => [position, chosenEmission(channel, visible[position] as number, size)]),
    ),
  },
]

function shared(group: readonly number[], masks: number, channel: Channel, size: number): Corruption[] {
  const all = (probability: number, emitted: Emission): Corruption => ({
    probability,
    emissions: new Map(group.map((position) => [position, emitted])),
  })
  if (masks === group.length) return [all(channel.masked, { any: 1, same: 0 })]
  if (masks > 0) return []
  return [all(channel.replaced, { any: 1 / size, same: 0 }), all(channel.kept, itself)].filter(
    ({ probability }) => probability > 0,
  )
}
