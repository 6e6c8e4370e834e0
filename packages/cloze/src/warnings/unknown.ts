/** What a person is told of [UNK]. */
import {
  type Tokenizer,
  type UnknownReason,
  type UnknownStatistics,
  unknownCounter,
} from '@cloze/mlm/tokenizer'
import { say } from '../terminal/progress.ts'
import { percent } from '../terminal/results.ts'

/** A text with a larger share of [UNK] is warned of. */
const TOO_MUCH = 0.01

/** Where the tokenizer comes from, which is what there is to change. */
type TokenizerOrigin =
  /** Learnt from the text, or from that for training, by the flag of `kindFlag`. */
  | {
      readonly kind: string
      readonly kindFlag: '--kind' | '--tokenizer'
      readonly alphabetLimit: number | undefined
      /** How many tokens it was to have. */
      readonly vocabSize: number
    }
  /** Given, or a model's. */
  | 'other text'

interface UnknownPart {
  /** As `for training`; nothing where there is one text alone. */
  readonly part: string
  /** Whether it is the text that the tokenizer was learnt from, where one was. */
  readonly learnt: boolean
  readonly text: UnknownStatistics
}

/** Says how much of each text is [UNK], and of those with more than 1 % why, and what to do. */
export function warnUnknown(
  parts: readonly UnknownPart[],
  tokenizer: Tokenizer,
  origin: TokenizerOrigin,
): void {
  const name = tokenizer.token(tokenizer.special.unk)
  const shares = parts.map(({ part, text }) => `${shareOf(text)}${part && ` ${part}`}`)
  say(`Tokens that are ${name}: ${shares.join(', ')}.`)
  for (const { part, text, learnt } of parts)
    if (text.share > TOO_MUCH && text.reason !== undefined)
      say(
        `Warning: ${percent(text.share)} of the tokens${part && ` ${part}`} are ${name}, and can be neither predicted nor learnt from. ` +
          `Most are ${what[text.reason]}${text.reason === 'written' ? '' : `, such as ${text.examples.map((each) => JSON.stringify(each)).join(', ')}`}. ${adviceOn(text.reason, origin, learnt || isFull(tokenizer, origin))}`,
      )
}

/** Whether it has as many tokens as it was to have, or room for less than a character, which takes two. */
const isFull = ({ vocabularySize }: Tokenizer, origin: TokenizerOrigin): boolean =>
  origin !== 'other text' && vocabularySize >= origin.vocabSize - 1

/** Says which parts of texts of a few words are [UNK], if any that the texts don't say themselves. */
export function warnUnknownWords(texts: readonly string[], tokenizer: Tokenizer): void {
  const counter = unknownCounter(tokenizer)
  for (const each of texts) counter.add(each)
  const { unknown, reason, examples } = counter.statistics()
  if (reason === undefined || reason === 'written') return
  const name = tokenizer.token(tokenizer.special.unk)
  say(
    `Warning: ${unknown} of the text's tokens ${unknown === 1 ? 'is' : 'are'} ${name}: ${what[reason]}, such as ${examples.map((each) => JSON.stringify(each)).join(', ')}. ${adviceOn(reason, 'other text', false)}`,
  )
}

const shareOf = ({ unknown, share }: UnknownStatistics): string => {
  if (unknown === 0) return 'none'
  return share < 0.0005 ? 'under 0.1 %' : percent(share)
}

const what: Record<UnknownReason, string> = {
  long: 'words of more characters than the tokenizer takes, as text without spaces between words has them',
  character: 'words with characters that the vocabulary lacks',
  word: 'words that the vocabulary lacks',
  written: 'so written in the text itself',
}

/** @param hadNoRoom whether the vocabulary, and not the text that it was learnt from, is why */
function adviceOn(reason: UnknownReason, origin: TokenizerOrigin, hadNoRoom: boolean): string {
  if (reason === 'written') return 'Write there what it stands for, or leave such documents out.'
  if (origin === 'other text')
    return 'What the tokenizer was learnt from had none of them, or its vocabulary no room; one that fits is learnt from text like this (cloze pretrain --tokenizer wordpiece, cloze tokenizer train).'
  const { kind, kindFlag, alphabetLimit } = origin
  if (kind === 'word') return `Raise --vocab-size, or learn pieces of words: ${kindFlag} wordpiece.`
  if (reason === 'long') return 'Give the training part such text: then they are cut and learnt in pieces.'
  if (alphabetLimit !== undefined && kind === 'wordpiece')
    return `Raise --alphabet-limit ${alphabetLimit}, or leave it out.`
  return hadNoRoom
    ? 'Raise --vocab-size.'
    : 'The text that was learnt from has none of them: give the training part such text.'
}
