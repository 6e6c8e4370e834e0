import type { Variable } from '@cloze/autograd'
import { add, gather, scope } from '@cloze/tensor'
import type { Arrangement } from './arrangement.ts'
import type { BertConfig } from './config.ts'
import { type DropoutStep, dropper, normLayer } from './layers.ts'
import type { Parameters } from './parameters.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end · H hidden

/** The sum of what a token, its position and its segment stand for, normalised. Devlin et al. 2018, figure 2. */
export function embed(
  arrangement: Arrangement,
  all: Parameters<Variable>,
  config: BertConfig,
  step: DropoutStep | undefined,
): Variable {
  const tables = all.in('bert.embeddings')
  const { inputIds, tokenTypeIds, positions } = arrangement
  return scope(() => {
    const words = gather(tables.get('word_embeddings.weight'), inputIds) // (…, H)
    const segments = gather(tables.get('token_type_embeddings.weight'), tokenTypeIds) // (…, H)
    const places = gather(tables.get('position_embeddings.weight'), positions) // (S, H), or (T, H)
    const total = add(add(words, segments), places) // (…, H)
    const normalised = normLayer(total, tables.in('LayerNorm'), config)
    return dropper(arrangement, step)(normalised, 'embeddings', config.hiddenDropoutProb) // (…, H)
  })
}
