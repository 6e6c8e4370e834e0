import type { Random } from '@cloze/tensor'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { random as independent } from './random.ts'
import type { MaskingStrategy } from './strategy.ts'

/** The label of a token that isn't to be predicted: PyTorch's convention. */
export const IGNORED = -100

/** BERT's: 15 % are chosen; of these 80 % are masked, 10 % replaced, and the rest kept. Devlin et al. 2019, §3.1. */
export const bertMasking = { rate: 0.15, masked: 0.8, replaced: 0.1 }

/** How much of a sequence is masked, and how. */
export interface Masking {
  /** Chooses the tokens to predict; each independently if not given. */
  readonly strategy?: MaskingStrategy
  /** The share of tokens that are chosen, 0 … 1; 0.15 if not given. */
  readonly rate?: number
  /** Of the chosen, the share that shows [MASK]; 0.8 if not given. */
  readonly masked?: number
  /** Of the chosen, the share that shows a random word; 0.1 if not given. The rest shows itself. */
  readonly replaced?: number
}

export interface MaskingOptions extends Masking {
  readonly tokenizer: Pick<Tokenizer, 'special' | 'vocabularySize'>
}

/** What the model sees, and what it is to say. */
export interface MaskedTokens {
  readonly inputIds: Int32Array
  /** The original id where a token was chosen, −100 elsewhere. */
  readonly labels: Int32Array
}

/**
 * Corrupts a sequence as BERT does (Devlin et al. 2019, §3.1). The special tokens are never chosen. That goes
 * for [UNK] too: what it stood for is lost, so there would be nothing to learn. A random word is drawn uniformly
 * from all that are not special; it may be the true one.
 * @param ids [CLS], [SEP] and padding among them; not changed
 * @throws RangeError on shares that are none
 * @example
 * maskSequence(tokenizer.encode('the cat sleeps'), { tokenizer, random: random(1, 'masking') })
 */
export function maskSequence(
  ids: Int32Array,
  {
    tokenizer,
    strategy = independent,
    rate = bertMasking.rate,
    masked = bertMasking.masked,
    replaced = bertMasking.replaced,
    random,
  }: MaskingOptions & { readonly random: Random },
): MaskedTokens {
  checkShares(rate, masked, replaced)
  const { pad, unk, cls, sep, mask } = tokenizer.special
  const special = [pad, unk, cls, sep, mask].sort((a, b) => a - b)
  const candidates = [...ids.keys()].filter((position) => !special.includes(ids[position] as number))

  const inputIds = ids.slice()
  const labels = new Int32Array(ids.length).fill(IGNORED)
  for (const position of strategy.choose({ candidates, rate, random })) {
    labels[position] = ids[position] as number
    const fate = random.uniform()
    if (fate < masked) inputIds[position] = mask
    else if (fate < masked + replaced)
      inputIds[position] = drawOutside(special, tokenizer.vocabularySize, random)
  }
  return { inputIds, labels }
}

/** An id of 0 … size−1 that isn't one of `special` (ascending), each equally likely. */
function drawOutside(special: readonly number[], size: number, random: Random): number {
  let id = random.integer(size - special.length)
  for (const taken of special) if (taken <= id) id++
  return id
}

function checkShares(rate: number, masked: number, replaced: number): void {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`masking: the rate is 0 … 1, not ${rate}`)
  if (!(masked >= 0 && replaced >= 0 && masked + replaced <= 1))
    throw new RangeError(
      `masking: of the chosen tokens, shares of ${masked} masked and ${replaced} replaced are not within 0 … 1 together`,
    )
}
