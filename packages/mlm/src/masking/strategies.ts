import { random } from './random.ts'
import type { MaskingStrategy } from './strategy.ts'

/** Every masking strategy. */
export const strategies = [random] as const satisfies readonly MaskingStrategy[]

export type StrategyName = (typeof strategies)[number]['name']
