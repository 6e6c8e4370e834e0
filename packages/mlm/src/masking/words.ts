/** Which tokens are one word. */
import { isSpecialToken } from '../tokenizer/special.ts'

/**
 * The word of each position; undefined, or a number below 0, for what is of no word, as a special token. Neighbours with
 * the same number are one word.
 */
export type WordIds = ArrayLike<number | undefined>

/**
 * The words of a sequence of tokens. A piece that begins with `##` goes on with the word before it (WordPiece). Chinese
 * is written without spaces and has a token a character, so neighbouring ideographs are put together to the words
 * that `Intl.Segmenter` finds in them.
 * @param given the words that a tokenizer says, instead of what follows from `##`; only ideographs are regrouped
 * @returns words counted from 0
 * @example
 * wordIdsOf(['[CLS]', 'play', '##ing', '音', '乐', '[SEP]']) // [undefined, 0, 0, 1, 1, undefined]
 */
export function wordIdsOf(
  tokens: readonly string[],
  given: WordIds = piecesOf(tokens),
): (number | undefined)[] {
  const begins = tokens.map((_, position) => position === 0 || given[position] !== given[position - 1])
  for (const [from, to] of ideographRuns(tokens)) {
    const starts = segmentStarts(tokens.slice(from, to))
    for (let position = from; position < to; position++) begins[position] = starts.has(position - from)
    begins[to] = true
  }
  let word = -1
  return tokens.map((_, position) => {
    if ((given[position] ?? -1) < 0) return undefined
    if (begins[position]) word++
    return word
  })
}

/**
 * The words among `candidates`, each as its positions.
 * @example
 * wordsOf([1, 2, 4], [undefined, 0, 0, 1, 2]) // [[1, 2], [4]]
 */
export function wordsOf(candidates: readonly number[], wordIds: WordIds): number[][] {
  const words: number[][] = []
  for (const position of candidates) {
    const word = words.at(-1)
    const goesOn = word?.at(-1) === position - 1 && wordIds[position] === wordIds[position - 1]
    if (word && goesOn && wordIds[position] !== undefined) word.push(position)
    else words.push([position])
  }
  return words
}

/** Positions in maximal runs of neighbours. */
export function runsOf(positions: readonly number[]): number[][] {
  return wordsOf(positions, new Array<number>((positions.at(-1) ?? -1) + 1).fill(0))
}

function piecesOf(tokens: readonly string[]): WordIds {
  let word = -1
  return tokens.map((token, position) => {
    if (isSpecialToken(token)) return undefined
    const before = tokens[position - 1]
    const goesOn =
      token.length > 2 && token.startsWith('##') && before !== undefined && !isSpecialToken(before)
    if (!goesOn) word++
    return word
  })
}

const ideograph = /^\p{Script=Han}$/u

/** From and to, the end not in it, of each run of ideographs that stand by themselves. */
function ideographRuns(tokens: readonly string[]): [number, number][] {
  const positions = [...tokens.keys()].filter((position) => ideograph.test(tokens[position] ?? ''))
  return runsOf(positions).map((run) => [run[0] ?? 0, (run.at(-1) ?? 0) + 1])
}

let segmenter: Intl.Segmenter | undefined

/** At which of the characters a word begins. */
function segmentStarts(characters: readonly string[]): Set<number> {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' })
  const starts = new Set([...segmenter.segment(characters.join(''))].map(({ index }) => index))
  const offsets = new Set<number>()
  let offset = 0
  characters.forEach((character, index) => {
    if (starts.has(offset)) offsets.add(index)
    offset += character.length
  })
  return offsets
}
