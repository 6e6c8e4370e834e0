import { classOf, type SetName } from '../unicode/sets.ts'

/** The sets of \p{…}, by name in lower case without _ and spaces. */
export const properties: ReadonlyMap<string, readonly SetName[]> = new Map<string, readonly SetName[]>(
  Object.entries({
    l: ['Lu', 'Ll', 'Lt', 'Lm', 'Lo'],
    letter: ['Lu', 'Ll', 'Lt', 'Lm', 'Lo'],
    lu: ['Lu'],
    ll: ['Ll'],
    lt: ['Lt'],
    lm: ['Lm'],
    lo: ['Lo'],
    m: ['M'],
    mn: ['Mn'],
    n: ['N'],
    nd: ['Nd'],
    p: ['P'],
    s: ['S'],
    han: ['Han'],
    hiragana: ['Hiragana'],
    katakana: ['Katakana'],
    hangul: ['Hangul'],
    latin: ['Latin'],
    greek: ['Greek'],
    cyrillic: ['Cyrillic'],
    arabic: ['Arabic'],
    hebrew: ['Hebrew'],
    thai: ['Thai'],
    devanagari: ['Devanagari'],
  }),
)

/** The sets that a letter after a backslash stands for. */
export const classes: Readonly<Record<string, SetName>> = { s: 'white', w: 'w', d: 'd' }
/** Outside of brackets \w is more than inside. */
export const alone: readonly SetName[] = ['w', 'wAlone']
const word = `[${classOf(...alone)}]`

/** Escapes outside of brackets that stand for a position (an anchor) or for no single character. */
export const anchors: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  b: `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`,
  B: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
}

/** The characters that a letter after a backslash stands for. */
export const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, a: 7, e: 27 }

/** Anchors of a line, which can't be there several times. */
export const lineAnchors: Readonly<Record<string, string>> = {
  '^': '(?:(?<![^])|(?<=\\n)(?=[^]))',
  $: '(?![^\\n])',
}
export const allAnchors: ReadonlySet<string> = new Set([
  ...Object.values(anchors),
  ...Object.values(lineAnchors),
])
