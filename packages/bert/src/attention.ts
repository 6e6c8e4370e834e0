import type { Variable } from '@cloze/autograd'
import type { BertConfig } from './config.ts'
import { dense, dropoutAt, type Pass } from './layers.ts'
import { module } from './module.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end · H hidden · h heads

export interface Attended {
  readonly context: Variable // (…, H)
  /** Where the pass asks for it: how much each position attends to each, after dropout; 0 at padding. */
  readonly probabilities?: Variable // (B, h, S, S)
}

/** Each position's sum of all positions' values, weighted by how well its query fits their keys. Vaswani et al. 2017. */
export const selfAttention = (
  { hiddenSize: H, numAttentionHeads: heads, attentionProbsDropoutProb: rate }: BertConfig,
  site: string,
) =>
  module(
    { query: dense(H, H), key: dense(H, H), value: dense(H, H) },
    (p, hidden: Variable, { layout, dropout: step, outputAttentions }: Pass): Attended => {
      const query = p.query(hidden) // (…, H)
      const key = p.key(hidden) // (…, H)
      const value = p.value(hidden) // (…, H)
      const dropout = step && rate > 0 ? dropoutAt(step, `${site} attention weights`, rate) : undefined
      const context = layout.attend(query, key, value, { heads, dropout }) // (…, H)
      if (!outputAttentions) return { context }
      return { context, probabilities: layout.probabilities(query, key, { heads, dropout }) } // (B, h, S, S)
    },
  )
