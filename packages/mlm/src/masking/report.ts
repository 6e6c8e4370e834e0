import { IGNORED, type MaskedTokens } from './mask.ts'
import { type EpochOptions, maskInEpoch } from './mask-in-epoch.ts'
import type { SequenceSource } from './sequence.ts'
import { runsOf } from './words.ts'

/** What became of a token: not chosen; or chosen, and shows [MASK], another token, or itself. */
export type Fate = 'unchosen' | 'masked' | 'replaced' | 'kept'

/** A token of a masked sequence, and what the model sees in its place. */
export interface ShownToken {
  readonly token: string
  /** What the model sees. */
  readonly shown: string
  readonly fate: Fate
}

/** What masking does to sequences. */
export interface MaskingReport {
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
 * const { chosen, candidates } = maskingReport(sequences(tokenizer, documents, 16), options)
 * chosen // 4
 * candidates // 12
 */
export function maskingReport(
  sequences: SequenceSource,
  { examples = 5, ...options }: EpochOptions & { readonly examples?: number },
): MaskingReport {
  if (!Number.isFinite(sequences.length))
    throw new RangeError('maskingReport: an infinite source; give it a count')
  const { tokenizer } = options.masking
  const special = new Set(Object.values(tokenizer.special))
  const counts: Record<Fate, number> = { unchosen: 0, masked: 0, replaced: 0, kept: 0 }
  const runs = new Map<number, number>()
  const shown: MaskingReport['examples'][number][] = []
  for (let place = 0; place < sequences.length; place++) {
    const sequence = sequences.at(place)
    if (sequence === undefined) continue
    const masked = maskInEpoch(sequence, options)
    const fates = fatesOf(sequence.ids, masked, tokenizer.special.mask)
    fates.forEach((fate, position) => {
      if (fate !== 'unchosen' || !special.has(sequence.ids[position] ?? 0)) counts[fate]++
    })
    const chosen = [...fates.keys()].filter((position) => fates[position] !== 'unchosen')
    for (const { length } of runsOf(chosen)) runs.set(length, (runs.get(length) ?? 0) + 1)
    if (shown.length < examples)
      shown.push({
        id: sequence.id,
        tokens: fates.map((fate, position) => ({
          token: tokenizer.token(sequence.ids[position] ?? 0),
          shown: tokenizer.token(masked.inputIds[position] ?? 0),
          fate,
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

const fatesOf = (ids: Int32Array, { inputIds, labels }: MaskedTokens, mask: number): Fate[] =>
  Array.from(ids, (id, position) => {
    if (labels[position] === IGNORED) return 'unchosen'
    if (inputIds[position] === mask) return 'masked'
    return inputIds[position] === id ? 'kept' : 'replaced'
  })
