import { MaskingError } from './error.ts'
import { fixed } from './fixed.ts'
import { random } from './random.ts'
import { span } from './span.ts'
import type { MaskingStrategy, StrategyKind, StrategySettings } from './strategy.ts'
import { wholeWord } from './whole-word.ts'

/** Every masking strategy. Flags, help and tests are made of this list; a test holds the docs to it. */
export const strategies = [random, fixed, span, wholeWord] as const satisfies readonly StrategyKind[]

/** The name of one of `strategies`. */
export type StrategyName = (typeof strategies)[number]['name']

/**
 * The kind of strategy of that name, of which `create` makes one with settings.
 * @throws MaskingError on a name that no strategy has
 * @example
 * strategyKindNamed('span').summary // 'runs of whole words, of geometric length, or one of a given length'
 */
export function strategyKindNamed(name: string): StrategyKind {
  const found = strategies.find((strategy) => strategy.name === name)
  if (found === undefined)
    throw new MaskingError(
      `masking: no strategy ${name}; there is ${strategies.map((each) => each.name).join(', ')}`,
    )
  return found
}

/**
 * A strategy by its name.
 * @throws MaskingError on a name that no strategy has, and on settings that it can't have
 * @example
 * strategyNamed('span', { length: 3 }).settings // { length: 3 }
 */
export const strategyNamed = (name: string, settings: StrategySettings = {}): MaskingStrategy =>
  strategyKindNamed(name).create(settings)
