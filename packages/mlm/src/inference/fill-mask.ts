import type { BertForMaskedLM } from '@cloze/bert'
import { disposeOf, scope, softmax, type Tensor, topK } from '@cloze/tensor'
import { checkOptions } from '../check-options.ts'
import { NonFiniteError } from '../errors.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/** One filling of one mask, as Hugging Face's fill-mask pipeline gives it. */
export interface FillMaskPrediction {
  /** The token's probability. */
  readonly score: number
  /** Its id. */
  readonly token: number
  /** As it is written in a text. */
  readonly token_str: string
  /** The text with this mask filled; other masks stay. */
  readonly sequence: string
}

/**
 * A text that can't be filled.
 * @example
 * await fillMask(model, tokenizer, 'the dog sleeps') // throws FillMaskError: the text has no [MASK] to fill
 */
export class FillMaskError extends Error {
  override readonly name = 'FillMaskError'
}

/**
 * The most probable tokens for each `[MASK]` in `text`.
 * @param topK how many for each mask; 5 where left out
 * @returns a list for each mask, the most probable first
 * @throws FillMaskError on a text without `[MASK]`, or too long for the model; NonFiniteError if a probability is no number
 * @example
 * const [fillings] = await fillMask(model, tokenizer, 'the dogs that the cat sees [MASK]', { topK: 1 })
 * fillings?.[0]?.sequence // 'the dogs that the cat sees doctor'
 */
export async function fillMask(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  text: string,
  options: { readonly topK?: number } = {},
): Promise<FillMaskPrediction[][]> {
  checkOptions('fillMask', options, { topK: true })
  const { topK: k = 5 } = options
  const { special } = tokenizer
  const inner = tokenizer.encode(text)
  const longest = model.config.maxPositionEmbeddings
  if (inner.length + 2 > longest)
    throw new FillMaskError(
      `the text has ${inner.length} tokens; with [CLS] and [SEP], the model takes ${longest}`,
    )
  const ids = tokenizer.sequence(inner, longest)
  const masks = [...ids.keys()].filter((position) => ids[position] === special.mask)
  if (masks.length === 0) throw new FillMaskError('the text has no [MASK] to fill')

  const labels = new Int32Array(ids.length).fill(-100)
  for (const position of masks) labels[position] = special.mask // only says where logits are wanted
  const held = scope(() => {
    const { logits } = model.forward(
      {
        batchSize: 1,
        sequenceLength: ids.length,
        inputIds: ids,
        attentionMask: new Int32Array(ids.length).fill(1),
        tokenTypeIds: new Int32Array(ids.length),
        labels,
      },
      { logits: 'labelled' },
    )
    return topK(softmax(logits.value), Math.min(k, tokenizer.vocabularySize))
  })
  const { scores, tokens } = await read(held)
  const each = scores.length / masks.length
  const lost = scores.findIndex((score) => !Number.isFinite(score))
  if (lost >= 0)
    throw new NonFiniteError(
      `the probabilities at [MASK] ${Math.floor(lost / each) + 1} are ${scores[lost]}: the weights are so large that logits overflow float32`,
    )
  return masks.map((position, mask) =>
    Array.from({ length: each }, (_, rank) => {
      const token = tokens[mask * each + rank] ?? 0
      return {
        score: scores[mask * each + rank] ?? 0,
        token,
        token_str: tokenizer.decode([token], { keepSpecialTokens: true }),
        sequence: written(ids.with(position, token), tokenizer),
      }
    }),
  )
}

async function read(held: { readonly values: Tensor; readonly indices: Tensor }) {
  try {
    return { scores: await held.values.data(), tokens: await held.indices.data() }
  } finally {
    disposeOf(held)
  }
}

/** The tokens between [CLS] and [SEP], masks included. */
const written = (ids: Int32Array, tokenizer: Tokenizer): string =>
  tokenizer.decode(ids.subarray(1, -1), { keepSpecialTokens: true })
