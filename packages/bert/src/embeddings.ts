import type { Variable } from '@cloze/autograd'
import { add, gather, range, scope, type Tensor } from '@cloze/tensor'
import type { BertConfig } from './config.ts'
import { type DropoutStep, dropper, normLayer } from './layers.ts'
import type { Parameters } from './parameters.ts'

// B batch · S sequence · H hidden

/** The sum of what a token, its position and its segment stand for, normalised. Devlin et al. 2018, figure 2. */
export function embed(
  inputIds: Tensor, // (B, S)
  tokenTypeIds: Tensor, // (B, S)
  all: Parameters<Variable>,
  config: BertConfig,
  step: DropoutStep | undefined,
): Variable {
  const tables = all.in('bert.embeddings')
  const sequence = inputIds.shape[1] ?? 0
  return scope(() => {
    const words = gather(tables.get('word_embeddings.weight'), inputIds) // (B, S, H)
    const segments = gather(tables.get('token_type_embeddings.weight'), tokenTypeIds) // (B, S, H)
    const positions = gather(tables.get('position_embeddings.weight'), range(sequence)) // (S, H)
    const total = add(add(words, segments), positions) // (B, S, H)
    const normalised = normLayer(total, tables.in('LayerNorm'), config)
    return dropper(step)(normalised, 'embeddings', config.hiddenDropoutProb) // (B, S, H)
  })
}
