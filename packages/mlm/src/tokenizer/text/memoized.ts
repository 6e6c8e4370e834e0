/** So many words are cached with what was made of them: most of a text is made of few. */
const CAPACITY = 50_000

/** A longer one, in UTF-16 units, is not: it hardly comes again, and might be a whole document. */
const LONGEST = 256

/** The same function with a cache: what it makes of a word is made once. */
export function memoized<Made>(make: (word: string) => Made): (word: string) => Made {
  const known = new Map<string, { readonly made: Made }>()
  return (word) => {
    if (word.length > LONGEST) return make(word)
    const found = known.get(word)
    if (found !== undefined) return found.made
    const made = make(word)
    if (known.size >= CAPACITY) known.clear()
    known.set(word, { made })
    return made
  }
}
