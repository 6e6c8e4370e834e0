/** How much of a sequence is masked, and how; and what a run writes down of that. */
import * as z from 'zod'
import { MaskingError } from './error.ts'
import { random as independent } from './random.ts'
import { checkRate, type MaskRate } from './rate.ts'
import { strategyNamed } from './strategies.ts'
import type { MaskingStrategy } from './strategy.ts'

/** BERT's: 15 % are chosen; of these 80 % are masked, 10 % replaced, and the rest kept. Devlin et al. 2019, §3.1. */
export const bertMasking = { rate: 0.15, masked: 0.8, replaced: 0.1 }

/**
 * How tokens are chosen to be predicted, and what they show in their place; BERT's where nothing is said.
 */
export interface Masking {
  /** Chooses the tokens to predict; each independently if not given. */
  readonly strategy?: MaskingStrategy
  /** The share of tokens that are chosen, 0 … 1; 0.15 if not given. A rate that changes is at its end in evaluation. */
  readonly rate?: MaskRate
  /** Of the chosen, the share that shows [MASK]; 0.8 if not given. */
  readonly masked?: number
  /** Of the chosen, the share that shows a random word; 0.1 if not given. The rest shows itself. */
  readonly replaced?: number
  /**
   * Static masking: each sequence is masked in so many ways, which come back every so many epochs (Devlin et al. 2019:
   * 10). Masks are new in every epoch, dynamic, if not given (Liu et al. 2019, RoBERTa, §4.1).
   */
  readonly duplicates?: number
}

/** The names of what a masking says, and the tokenizer that goes with it. */
export const maskingNames = {
  strategy: true,
  rate: true,
  masked: true,
  replaced: true,
  duplicates: true,
  tokenizer: true,
} as const

/** What holds where a `Masking` says nothing. */
export const maskingDefaults = { ...bertMasking, strategy: independent.create() } as const

/**
 * Checks that a masking can be.
 * @throws MaskingError that names what can't be
 * @example
 * checkMasking({ masked: 0.8, replaced: 0.3 })
 * // throws MaskingError: masking: of the chosen tokens, shares of 0.8 masked and 0.3 replaced are not within 0 … 1 together
 */
export function checkMasking(masking: Masking): void {
  const { rate, masked, replaced } = { ...maskingDefaults, ...masking }
  checkRate(rate)
  const rounding = 1e-12 // 0.9 + 0.1 and the like
  if (!(masked >= 0 && replaced >= 0 && masked + replaced <= 1 + rounding))
    throw new MaskingError(
      `masking: of the chosen tokens, shares of ${masked} masked and ${replaced} replaced are not within 0 … 1 together`,
    )
  const { duplicates } = masking
  if (duplicates === undefined) return
  if (!Number.isInteger(duplicates) || duplicates < 1)
    throw new MaskingError(`masking: duplicates is an integer from 1, not ${duplicates}`)
  if (typeof rate !== 'number')
    throw new MaskingError('masking: masks that come back (duplicates) need one rate, not one that changes')
}

/** A masking as JSON. */
export const maskingSchema = z.object({
  strategy: z.string(),
  settings: z.record(z.string(), z.unknown()).optional(),
  rate: z.union([z.number(), z.object({ from: z.number(), to: z.number() })]),
  masked: z.number().optional(),
  replaced: z.number().optional(),
  duplicates: z.int().optional(),
})

/** A masking as JSON, as a run's record keeps it. */
export type MaskingDescription = Readonly<z.output<typeof maskingSchema>>

/**
 * All that a masking says or leaves to its defaults.
 * @returns JSON, from which `maskingOf` makes the masking again
 * @example
 * const { strategy, rate, masked, replaced } = describeMasking({ rate: 0.2 })
 * strategy // 'random'
 * rate // 0.2
 */
export function describeMasking(masking: Masking): MaskingDescription {
  const { strategy, rate, masked, replaced, duplicates } = { ...maskingDefaults, ...masking }
  return {
    strategy: strategy.name,
    settings: { ...strategy.settings },
    rate,
    masked,
    replaced,
    ...(duplicates !== undefined && { duplicates }),
  }
}

/**
 * The masking that was described.
 * @throws MaskingError on a strategy that there isn't, or that can't be so
 * @example
 * maskingOf(describeMasking({ rate: 0.2 })).rate // 0.2
 */
export function maskingOf({ strategy, settings, ...described }: MaskingDescription): Masking {
  const { rate, masked, replaced, duplicates } = described
  const masking = {
    strategy: strategyNamed(strategy, settings),
    rate,
    ...(masked !== undefined && { masked }),
    ...(replaced !== undefined && { replaced }),
    ...(duplicates !== undefined && { duplicates }),
  }
  checkMasking(masking)
  return masking
}
