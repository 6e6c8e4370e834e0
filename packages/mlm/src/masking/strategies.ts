import { random } from './random.ts'
import type { MaskingStrategy } from './strategy.ts'

/** Every masking strategy. */
export const strategies = [random] as const satisfies readonly MaskingStrategy[]

export type StrategyName = (typeof strategies)[number]['name']

/** @throws RangeError on a name that no strategy has */
export function strategyNamed(name: string): MaskingStrategy {
  const found = strategies.find((strategy) => strategy.name === name)
  if (found === undefined)
    throw new RangeError(
      `masking: no strategy ${name}; there is ${strategies.map((each) => each.name).join(', ')}`,
    )
  return found
}
