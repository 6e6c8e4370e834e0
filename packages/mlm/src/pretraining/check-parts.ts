import { type Batch, labelCount } from '../data/batch.ts'
import { evaluationBatches } from '../data/batches.ts'
import { everySequence } from '../data/sequence.ts'
import { CorpusError } from '../errors.ts'
import { MaskingError } from '../masking/error.ts'
import type { MaskingOptions } from '../masking/mask.ts'
import type { Source } from './source.ts'

/** Batches of a part whose masks are the same each time. */
export const fixedBatches = (
  source: Source,
  part: 'training' | 'validation',
  { seed, masking }: { readonly seed: number; readonly masking: MaskingOptions },
): Generator<Batch, void> => evaluationBatches({ sequences: source[part], batchSize: 32, seed, masking })

/**
 * Looks for something to predict in each part that has an end.
 * @throws MaskingError where the masking chooses nothing of a part; CorpusError where there is nothing to choose
 */
export function checkParts(source: Source, options: { seed: number; masking: MaskingOptions }): void {
  const { strategy } = options.masking
  for (const part of ['training', 'validation'] as const) {
    if (!Number.isFinite(source[part].length) || hasLabel(fixedBatches(source, part, options))) continue
    const { length } = everySequence(source[part])
    if (strategy?.amount === 'given')
      throw new MaskingError(
        `masking ${strategy.name} chooses no token of the ${length} sequences of the ${part} part`,
      )
    throw new CorpusError(
      `the ${length} sequences of the ${part} part have no token to predict: every one is [UNK]; the tokenizer is of other text: learn one from this, with --tokenizer wordpiece`,
    )
  }
}

const hasLabel = (batches: Iterable<Batch>): boolean => {
  for (const batch of batches) if (labelCount(batch) > 0) return true
  return false
}
