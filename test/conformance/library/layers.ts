import * as t from '@cloze/tensor'
import { type Calls, said } from './calls.ts'

/** Look-ups, convolutions, pools, and attention. */
export const layers: Calls = {
  attentionProbabilities: ({ heads, ...options }, query, key, mask) =>
    t.attentionProbabilities(query, key, mask, { heads: said(heads), ...options }),
  averagePool: ({ size, ...options }, x) => t.averagePool(x, { size: said(size), ...options }),
  conv1d: (options, x, weight, bias) => t.conv1d(x, weight, { ...options, ...(bias && { bias }) }),
  embedding: (_, ids, weight) => t.embedding(ids, weight),
  gather: (_, table, ids) => t.gather(table, ids),
  maxPool: ({ size, ...options }, x) => t.maxPool(x, { size: said(size), ...options }),
  oneHot: ({ count }, ids) => t.oneHot(ids, said(count)),
  packedAttention: ({ heads, lengths, ...options }, query, key, value) =>
    t.packedAttention(query, key, value, { heads: said(heads), lengths: said(lengths), ...options }),
  scatterAdd: ({ count }, values, ids) => t.scatterAdd(values, ids, said(count)),
}
