import type { Random } from '@cloze/tensor'
import { checkOptions } from '../check-options.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { MaskingError } from './error.ts'
import { checkMasking, type Masking, maskingDefaults, maskingNames } from './masking.ts'
import { rateAt } from './rate.ts'
import { type WordIds, wordIdsOf } from './words.ts'

/** The label of a token that isn't to be predicted: PyTorch's convention. */
export const IGNORE_INDEX = -100

/** How sequences are masked, with the tokenizer whose ids they are of. */
export interface MaskingOptions extends Masking {
  /** Says which ids are special, and how many there are. */
  readonly tokenizer: Pick<Tokenizer, 'special' | 'vocabularySize' | 'token'>
}

/** How a sequence is masked, and by which draws. */
export interface MaskSequenceOptions extends MaskingOptions {
  /** What is chosen, and what it shows, is drawn from it. */
  readonly random: Random
  /** The words of the tokens, as a tokenizer says; found by `wordIdsOf` if not given. */
  readonly wordIds?: WordIds | undefined
  /** The share of training that is done, for a rate that changes; 1, the end, if not given. */
  readonly progress?: number
}

const names = { ...maskingNames, random: true, wordIds: true, progress: true } as const

/** What the model sees, and what it is to say. */
export interface MaskedTokens {
  /** What the model sees. */
  readonly inputIds: Int32Array
  /** The original id where a token was chosen, −100 elsewhere. */
  readonly labels: Int32Array
}

/**
 * Corrupts a sequence as BERT does (Devlin et al. 2019, §3.1). The special tokens are never chosen. That goes
 * for [UNK] too: what it stood for is lost, so there would be nothing to learn. A random word is drawn uniformly
 * from all that are not special; it may be the true one.
 * @param ids [CLS], [SEP] and padding among them; not changed
 * @throws MaskingError on a rate or shares that are none
 * @example
 * const { inputIds, labels } = maskSequence(tokenizer.encode('the cat sleeps'), { tokenizer, random: random(1, 'masking') })
 * inputIds // [174, 4, 157]
 * labels // [-100, 29, -100]
 */
export function maskSequence(ids: Int32Array, options: MaskSequenceOptions): MaskedTokens {
  checkOptions('maskSequence', options, names, MaskingError)
  checkMasking(options)
  const { tokenizer, random, progress = 1, wordIds } = options
  const { strategy, rate, masked, replaced } = { ...maskingDefaults, ...options }
  const { pad, unk, cls, sep, mask } = tokenizer.special
  const special = [pad, unk, cls, sep, mask].sort((a, b) => a - b)
  const candidates = [...ids.keys()].filter((position) => !special.includes(ids[position] as number))
  const groups = strategy.choose({
    candidates,
    rate: rateAt(rate, progress),
    random,
    get wordIds() {
      return wordIdsOf(
        Array.from(ids, (id) => tokenizer.token(id)),
        wordIds,
      )
    },
  })

  const inputIds = ids.slice()
  const labels = new Int32Array(ids.length).fill(IGNORE_INDEX)
  for (const group of groups) {
    const draw = random.uniform()
    for (const position of group) {
      labels[position] = ids[position] as number
      if (draw < masked) inputIds[position] = mask
      else if (draw < masked + replaced)
        inputIds[position] = drawOutside(special, tokenizer.vocabularySize, random)
    }
  }
  return { inputIds, labels }
}

/** An id of 0 … size−1 that isn't one of `special` (ascending), each equally likely. */
function drawOutside(special: readonly number[], size: number, random: Random): number {
  let id = random.integer(size - special.length)
  for (const taken of special) if (taken <= id) id++
  return id
}
