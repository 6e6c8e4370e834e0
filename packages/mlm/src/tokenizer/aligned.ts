/** A text that was made uniform, and where each of its UTF-16 units comes from in the original one. */
export interface Aligned {
  readonly text: string
  /** Where what a unit comes from starts in the original, in UTF-16 units. */
  readonly starts: readonly number[]
  /** Where it ends. */
  readonly ends: readonly number[]
}

/** A character and the marks on it, which normalisation composes, decomposes or puts in another order. */
const cluster = /\P{M}\p{M}*|\p{M}+/gu

/** Below it no character is a mark. */
const FIRST_MARK = 0x300

/**
 * Makes a text uniform and keeps track: cluster by cluster, each character of one by itself where that gives the same.
 * Where clusters change each other (a rule for two spaces, say), what `uniform` gives for the whole text is laid beside
 * what it gives for the parts, and the origins are those of what the two have in common.
 * @param uniform e.g. a lower-casing
 * @example
 * align('ÀB', (text) => text.normalize('NFD').toLowerCase()).starts // [0, 0, 1]
 */
export function align(original: string, uniform: (text: string) => string): Aligned {
  const whole = uniform(original)
  const parts: { text: string; starts: number[]; ends: number[] } = { text: '', starts: [], ends: [] }
  const add = (made: string, start: number, end: number) => {
    parts.text += made
    for (let i = 0; i < made.length; i++) {
      parts.starts.push(start)
      parts.ends.push(end)
    }
  }
  const known = new Map<string, string>()
  const once = (character: string) => {
    let found = known.get(character)
    if (found === undefined) {
      found = uniform(character)
      known.set(character, found)
    }
    return found
  }
  for (let start = 0; start < original.length; ) {
    const alone = original.charCodeAt(start) < FIRST_MARK && !(original.charCodeAt(start + 1) >= FIRST_MARK)
    if (alone) {
      add(once(original[start] ?? ''), start, start + 1)
      start++
      continue
    }
    cluster.lastIndex = start
    const found = cluster.exec(original)?.[0] ?? original.slice(start)
    const characters = [...found]
    const made = characters.map(once)
    if (made.length === 1 || made.join('') === uniform(found))
      for (const [place, character] of characters.entries()) {
        add(made[place] ?? '', start, start + character.length)
        start += character.length
      }
    else {
      add(uniform(found), start, start + found.length)
      start += found.length
    }
  }
  return parts.text === whole ? parts : laidBeside(parts, whole)
}

/** How far ahead two texts are searched for the place where they agree again, and for how long they then must. */
const REACH = 64
const AGREEMENT = 3

/** `whole` with the origins of `parts` where they agree; between two such places, those of the place before. */
function laidBeside(parts: Aligned, whole: string): Aligned {
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (let i = 0; i < whole.length; ) {
    if (whole[i] !== parts.text[at]) {
      const [skipWhole, skipParts] = agreement(whole, i, parts.text, at)
      const start = parts.starts[at] ?? parts.ends.at(-1) ?? 0
      const end = skipParts > 0 ? (parts.ends[at + skipParts - 1] ?? start) : start
      for (let skipped = 0; skipped < skipWhole; skipped++) {
        starts.push(start)
        ends.push(end)
      }
      i += skipWhole
      at += skipParts
      if (skipWhole > 0 || skipParts > 0) continue
    }
    starts.push(parts.starts[at] ?? parts.ends.at(-1) ?? 0)
    ends.push(parts.ends[at] ?? parts.ends.at(-1) ?? 0)
    i++
    at++
  }
  return { text: whole, starts, ends }
}

/** The fewest units to leave out on both sides so that the two agree again; none where they don't within reach. */
function agreement(a: string, i: number, b: string, j: number): readonly [number, number] {
  for (let sum = 1; sum <= REACH; sum++)
    for (let skip = 0; skip <= sum; skip++) {
      const wanted = a.slice(i + skip, i + skip + AGREEMENT)
      if (wanted !== '' && b.startsWith(wanted, j + sum - skip)) return [skip, sum - skip]
    }
  return [0, 0]
}
