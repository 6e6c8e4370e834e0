import type { Variable } from '@cloze/autograd'
import { tanh } from '@cloze/tensor'
import type { BertConfig } from './config.ts'
import { dense } from './layers.ts'
import { module } from './module.ts'

// B batch · H hidden

/** A sequence as one vector: its first token's, once more through a dense layer. Devlin et al. 2018, section 3.1. */
export const pooler = ({ hiddenSize: H }: BertConfig) =>
  module({ dense: dense(H, H) }, (p, first: Variable) => tanh(p.dense(first))) // (B, H) → (B, H)
