import { IGNORE_INDEX, type MaskedTokens } from './mask.ts'
import { type EpochOptions, maskInEpoch } from './mask-in-epoch.ts'
import type { SequenceSource } from './sequence.ts'
import { runsOf } from './words.ts'

/** What became of a token: not chosen; or chosen, and shows [MASK], another token, or itself. */
export type MaskingOutcome = 'unchosen' | 'masked' | 'replaced' | 'kept'

/** A token of a masked sequence, and what the model sees in its place. */
export interface ShownToken {
  readonly token: string
  /** What the model sees. */
  readonly shown: string
  readonly outcome: MaskingOutcome
}

/** What masking does to sequences. */
export interface MaskingStatistics {
  readonly sequences: number
  /** How many tokens may be chosen: all but the special ones. */
  readonly candidates: number
  readonly chosen: number
  /** chosen / candidates; 0 where there is no candidate. */
  readonly rate: number
  /** Of the chosen, how many show [MASK]. */
  readonly masked: number
  /** Of the chosen, how many show another token. */
  readonly replaced: number
  /** Show themselves; a random word that happens to be the true one counts here. */
  readonly kept: number
  /** How many runs of chosen neighbours there are of each length, in tokens, from the shortest. */
  readonly runs: readonly { readonly length: number; readonly count: number }[]
  /** The mean length of these runs, in tokens. */
  readonly meanRun: number
  /** The first sequences, token by token. */
  readonly examples: readonly { readonly id: string | number; readonly tokens: readonly ShownToken[] }[]
}

/**
 * Masks sequences as training would, and tells what it did.
 * @param options.examples how many sequences to show; 5 if not given
 * @throws RangeError on a source without end; MaskingError on masking that can't be
 * @example
 * const options = { masking: { tokenizer }, seed: 1, epoch: 0 }
 * const { chosen, candidates } = maskingStatistics(sequences(tokenizer, documents, 16), options)
 * chosen // 4
 * candidates // 12
 */
export function maskingStatistics(
  sequences: SequenceSource,
  { examples = 5, ...options }: EpochOptions & { readonly examples?: number },
): MaskingStatistics {
  if (!Number.isFinite(sequences.length))
    throw new RangeError('maskingStatistics: an infinite source; give it a count')
  const { tokenizer } = options.masking
  const special = new Set(Object.values(tokenizer.special))
  const counts: Record<MaskingOutcome, number> = { unchosen: 0, masked: 0, replaced: 0, kept: 0 }
  const runs = new Map<number, number>()
  const shown: MaskingStatistics['examples'][number][] = []
  for (let index = 0; index < sequences.length; index++) {
    const sequence = sequences.at(index)
    if (sequence === undefined) continue
    const masked = maskInEpoch(sequence, options)
    const outcomes = outcomesOf(sequence.ids, masked, tokenizer.special.mask)
    outcomes.forEach((outcome, position) => {
      if (outcome !== 'unchosen' || !special.has(sequence.ids[position] ?? 0)) counts[outcome]++
    })
    const chosen = [...outcomes.keys()].filter((position) => outcomes[position] !== 'unchosen')
    for (const { length } of runsOf(chosen)) runs.set(length, (runs.get(length) ?? 0) + 1)
    if (shown.length < examples)
      shown.push({
        id: sequence.id,
        tokens: outcomes.map((outcome, position) => ({
          token: tokenizer.token(sequence.ids[position] ?? 0),
          shown: tokenizer.token(masked.inputIds[position] ?? 0),
          outcome,
        })),
      })
  }
  const chosen = counts.masked + counts.replaced + counts.kept
  const candidates = chosen + counts.unchosen
  const lengths = [...runs].sort(([a], [b]) => a - b).map(([length, count]) => ({ length, count }))
  const runCount = lengths.reduce((sum, { count }) => sum + count, 0)
  return {
    sequences: sequences.length,
    candidates,
    chosen,
    rate: chosen / Math.max(1, candidates),
    masked: counts.masked,
    replaced: counts.replaced,
    kept: counts.kept,
    runs: lengths,
    meanRun: chosen / Math.max(1, runCount),
    examples: shown,
  }
}

const outcomesOf = (ids: Int32Array, { inputIds, labels }: MaskedTokens, mask: number): MaskingOutcome[] =>
  Array.from(ids, (id, position) => {
    if (labels[position] === IGNORE_INDEX) return 'unchosen'
    if (inputIds[position] === mask) return 'masked'
    return inputIds[position] === id ? 'kept' : 'replaced'
  })
