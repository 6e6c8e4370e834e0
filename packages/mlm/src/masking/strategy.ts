import type { Random } from '@cloze/tensor'
import type * as z from 'zod'
import { checkOptions } from '../check-options.ts'
import type { ChoiceDistribution } from './choice-distribution.ts'
import { MaskingError } from './error.ts'
import type { WordIds } from './words.ts'

/** Which tokens a strategy chooses from, and how many. */
export interface StrategyInput {
  /** Positions that may be chosen, ascending; special and padding tokens are not among them. */
  readonly candidates: readonly number[]
  /** The word of each position of the sequence: neighbours with the same are one word. Found when asked for. */
  readonly wordIds: WordIds
  /** The share of the candidates to choose, 0 … 1. */
  readonly rate: number
  readonly random: Random
}

/** What a strategy was told, by name: JSON, as a run's record keeps it. */
export type StrategySettings = Readonly<Record<string, unknown>>

/** A way to choose the tokens that a model learns to predict. */
export interface MaskingStrategy {
  /** As on the command line. */
  readonly name: string
  readonly settings?: StrategySettings
  /**
   * What says how many tokens are chosen. `rate`: the rate is each token's own probability; `budget`: that share of
   * the candidates, as near as whole words come to it without going beyond; `given`: the settings. `rate` if not given.
   */
  readonly amount?: 'rate' | 'budget' | 'given'
  /** All tokens of a word are chosen, or none. */
  readonly wholeWords?: boolean
  /** Where it is known, the grammar's floor is too. */
  readonly distribution?: ChoiceDistribution
  /**
   * @returns some of the candidates, in groups of neighbours. The tokens of a group share one outcome: all show [MASK], or
   * all a random word each, or all themselves. Groups and what is in them ascend. At least one token is chosen if there
   * is any and the rate isn't 0, unless the settings say which.
   */
  choose(choice: StrategyInput): number[][]
}

/** A masking strategy of the list: what flags, help, tests and docs are made of. */
export interface StrategyKind<Name extends string = string> {
  readonly name: Name
  /** For the help: what it chooses, in a few words. */
  readonly summary: string
  /** Who described it where. */
  readonly source: string
  /** Its settings, each with a description; `length` is the flag `--mask-length`. A text gives the same as its value. */
  readonly options: z.ZodObject
  /** Settings that show what it can do. */
  readonly examples: readonly StrategySettings[]
  /** @throws MaskingError on settings that it hasn't, or that are none */
  create(settings?: StrategySettings): MaskingStrategy
}

/** What a strategy's file writes down. */
interface Definition<Name extends string, Options extends z.ZodObject>
  extends Omit<StrategyKind<Name>, 'create' | 'options'> {
  readonly options: Options
  create(options: z.output<Options>): Omit<MaskingStrategy, 'name' | 'settings'>
}

/**
 * A strategy for the list.
 * @throws MaskingError, where one is made, on settings that it can't have
 * @example
 * const first = strategyKind({
 *   name: 'first',
 *   summary: 'the first token',
 *   source: 'an example',
 *   options: z.strictObject({}),
 *   examples: [{}],
 *   create: () => ({ amount: 'given', choose: ({ candidates }) => [candidates.slice(0, 1)] }),
 * })
 * first.create().name // 'first'
 */
export function strategyKind<const Name extends string, Options extends z.ZodObject>(
  definition: Definition<Name, Options>,
): StrategyKind<Name> {
  const { name, options } = definition
  const names = Object.fromEntries(Object.keys(options.shape).map((key) => [key, true] as const))
  return {
    ...definition,
    create: (settings = {}) => {
      checkOptions(`masking ${name}`, settings, names, MaskingError)
      const found = options.safeParse(settings)
      if (!found.success) {
        const [issue] = found.error.issues
        const where = issue?.path[0]
        throw new MaskingError(
          `masking ${name}: ${where === undefined ? '' : `${String(where)} ${JSON.stringify(settings[String(where)])}: `}${issue?.message}`,
        )
      }
      return { ...definition.create(found.data), name, settings: found.data }
    },
  }
}
