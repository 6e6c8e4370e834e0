import { readGrammar } from '../../../../packages/mlm/src/corpus/grammar/grammar.ts'

/** A small grammar with one-child rules, three-child rules, a word of two kinds, and two readings of one sentence. */
export const small = readGrammar({
  rules: `
    3  S        → NP[n] Verb[n]
    2  S        → NP[n] Verb[n] NP[m]
    1  S        → NP[n] Verb[n] NP[m] PP
    2  NP[n]    → Noun[n]
    1  NP[n]    → Noun[n] PP
    1  PP       → With Noun[n]
  `,
  lexicon: `
    With: with
    Noun[n]: dog/dogs sheep/sheep saw/saws
    Verb[n]: sees/see saws/saw
  `,
  features: { n: ['sg', 'pl'], m: ['sg', 'pl'] },
})
