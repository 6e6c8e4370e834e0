import type { BertForMaskedLM } from '@cloze/bert'
import { div, gather, maximum, scope, sqrt, square, sum, tensor } from '@cloze/tensor'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { MaskFiller } from './augmentation.ts'
import { inCaseOf } from './letter-case.ts'
import type { Synonyms } from './synonym-list.ts'
import { isWord } from './words.ts'

/** How many synonyms a word has, and how near they must be. */
export interface NeighbourOptions {
  /** The most that a word has; 5 where left out. */
  readonly count?: number
  /** Of a word and its neighbour: the cosine of the angle between their embeddings, −1 … 1. 0.4 where left out. */
  readonly minimumSimilarity?: number
}

/**
 * The nearest words by a model's own word embeddings, nearest first: words that it has learnt to take alike. Only whole
 * words of its vocabulary have any and are any; a number is no neighbour of what has letters. Case is that of the word asked
 * for, where that is `Capitalised` or `UPPER`.
 *
 * The embeddings are read once, and no tensor is left. A word is compared with all others when it is first asked for.
 * @throws RangeError if `count` is not an integer of at least 1
 * @example
 * // of a model that is trained, they are alike
 * const synonyms = await neighbourSynonyms({ model, tokenizer }, { count: 2 })
 * synonyms('dog').length // 2
 */
export async function neighbourSynonyms(
  { model, tokenizer }: MaskFiller,
  { count = 5, minimumSimilarity = 0.4 }: NeighbourOptions = {},
): Promise<Synonyms> {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`neighbourSynonyms: count is an integer from 1, not ${count}`)
  const words = wholeWords(tokenizer)
  const ids = words.map(({ id }) => id)
  const directions = await directionsOf(model, ids)
  const places = new Map(ids.map((id, place) => [id, place]))
  const found = new Map<number, readonly string[]>()

  function nearest(place: number): readonly string[] {
    const own = words[place]
    return words
      .map(({ token, lettered }, other) => ({ token, lettered, similarity: directions.cosine(place, other) }))
      .filter(({ token, lettered, similarity }) => {
        const another = token.toLowerCase() !== own?.token.toLowerCase()
        return another && lettered === own?.lettered && similarity >= minimumSimilarity
      })
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, count)
      .map(({ token }) => token)
  }

  return (word) => {
    const [id = -1, ...more] = tokenizer.encode(word)
    const place = places.get(id)
    if (place === undefined || more.length > 0) return []
    const others = found.get(place) ?? nearest(place)
    found.set(place, others)
    return [...new Set(others.map((other) => inCaseOf(word, other)))]
  }
}

/** The tokens that are whole words, and whether they have a letter. */
const wholeWords = (tokenizer: Tokenizer) =>
  Array.from({ length: tokenizer.vocabularySize }, (_, id) => ({ id, token: tokenizer.token(id) }))
    .filter(({ token }) => isWord(token))
    .map(({ id, token }) => ({ id, token, lettered: /\p{L}/u.test(token) }))

/** The cosine of the angle between the embeddings of two of these tokens, by their places. */
async function directionsOf(model: BertForMaskedLM, ids: readonly number[]) {
  const table = model.parameters().get('bert.embeddings.word_embeddings.weight') // (V, H)
  if (table === undefined) throw new TypeError('neighbourSynonyms: a model without word embeddings')
  const held = scope(() => {
    const rows = gather(table.value, tensor(Int32Array.from(ids), { device: model.device })) // (W, H)
    const lengths = sqrt(sum(square(rows), { axes: [-1], keepAxes: true })) // (W, 1)
    return div(rows, maximum(lengths, SHORTEST)) // (W, H)
  })
  const size = model.config.hiddenSize
  try {
    const cells = await held.data()
    return {
      cosine(one: number, other: number): number {
        let product = 0
        for (let cell = 0; cell < size; cell++)
          product += (cells[one * size + cell] ?? 0) * (cells[other * size + cell] ?? 0)
        return product
      },
    }
  } finally {
    held.dispose()
  }
}

/** No embedding is divided by less, so that one of zeros has no direction and is like none. */
const SHORTEST = 1e-12
