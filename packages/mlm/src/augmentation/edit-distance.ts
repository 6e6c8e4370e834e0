/** How far a text is from another, in words. */

/** Words of a piece: what stands in so many is measured exactly. */
const PIECE = 4096

/**
 * How many words to insert, delete or replace, at the least, to make one text of the other. For each number of edits it
 * holds how far along each diagonal one comes, so that its time grows with the square of the distance, not of the texts.
 * @see Levenshtein 1966; Ukkonen 1985, Algorithms for approximate string matching
 * @example
 * editDistance(['the', 'dog'], ['the', 'big', 'cat']) // 2
 */
export function editDistance(words: readonly string[], others: readonly string[]): number {
  const goal = others.length - words.length
  const place = (diagonal: number) => diagonal + words.length + 1
  // Words of `words` that are behind on each diagonal; those of `others` are as many and the diagonal's number.
  const diagonals = () => new Int32Array(words.length + others.length + 3).fill(NOWHERE)
  let [reached, next] = [diagonals(), diagonals()]
  reached[place(0)] = alike(words, others, 0, 0)
  let edits = 0
  while ((reached[place(goal)] ?? NOWHERE) < words.length) {
    edits += 1
    const last = Math.min(edits, others.length)
    for (let diagonal = -Math.min(edits, words.length); diagonal <= last; diagonal++) {
      const inserted = reached[place(diagonal - 1)] ?? NOWHERE
      const replaced = (reached[place(diagonal)] ?? NOWHERE) + 1
      const deleted = (reached[place(diagonal + 1)] ?? NOWHERE) + 1
      const behind = Math.min(Math.max(inserted, replaced, deleted), words.length, others.length - diagonal)
      next[place(diagonal)] = behind + alike(words, others, behind, behind + diagonal)
    }
    ;[reached, next] = [next, reached]
  }
  return edits
}

/** Less than any number of words, with one more too. */
const NOWHERE = -2

/** How many words are the same from here on. */
function alike(words: readonly string[], others: readonly string[], from: number, otherFrom: number): number {
  const most = Math.min(words.length - from, others.length - otherFrom)
  let count = 0
  while (count < most && words[from + count] === others[otherFrom + count]) count += 1
  return count
}

/**
 * The edit distance of texts as long as you like, in time that grows with their length: both are cut into as many pieces of
 * about 4,096 words, and the distances of the pieces are added. So it is exact for texts that are no longer, and else a
 * little more than the distance: what moved over a cut is edited twice.
 * @param size words of the longer one's pieces, at most
 * @example
 * editDistanceInPieces(['the', 'dog', 'sees'], ['the', 'cat', 'sees']) // 1
 */
export function editDistanceInPieces(
  words: readonly string[],
  others: readonly string[],
  size = PIECE,
): number {
  const pieces = Math.max(1, Math.ceil(Math.max(words.length, others.length) / size))
  const piece = (text: readonly string[], number: number) =>
    text.slice(Math.floor((text.length * number) / pieces), Math.floor((text.length * (number + 1)) / pieces))
  return Array.from({ length: pieces }, (_, number) =>
    editDistance(piece(words, number), piece(others, number)),
  ).reduce((sum, distance) => sum + distance, 0)
}
