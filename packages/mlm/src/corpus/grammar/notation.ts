/** The values that each feature letter takes: `{ n: ['sg', 'pl'] }`. */
export type Features = Readonly<Record<string, readonly string[]>>

/** A row with a value for each of its features. */
export interface RuleInstance {
  readonly left: string
  readonly right: readonly string[]
  /** The row's weight, divided evenly over its instances with the same left-hand side. */
  readonly weight: number
}

/**
 * A grammar page cannot be read.
 * @example
 * readGrammar({ rules: '1 S A B', lexicon: '', features: {} })
 * // throws GrammarError: not a rule: "1 S A B"; write: weight Left → Right …
 */
export class GrammarError extends Error {
  override name = 'GrammarError'
}

/** Reads `weight Left → Right …` rows, one a line, into one rule for each way to fill in their features. */
export function readRules(page: string, features: Features): RuleInstance[] {
  return lines(page).flatMap((line) => {
    const [, weight, left, right] = line.match(/^([\d.]+)\s+(\S+)\s+→\s+(\S.*)$/) ?? []
    if (weight === undefined || left === undefined || right === undefined)
      throw new GrammarError(`not a rule: "${line}"; write: weight Left → Right …`)
    const instances = fillIn([left, ...right.split(/\s+/)], features)
    const share = (symbol: string) => instances.filter(([first]) => first === symbol).length
    return instances.map(([first = left, ...rest]) => ({
      left: first,
      right: rest,
      weight: Number(weight) / share(first),
    }))
  })
}

/**
 * Reads `Symbol: word word …` entries into the words of each symbol; an entry goes on until the next colon.
 * In an entry with a feature, `dog/dogs` gives the form for each of the feature's values.
 */
export function readLexicon(page: string, features: Features): Map<string, string[]> {
  const lexicon = new Map<string, string[]>()
  const entries = lines(page)
    .join(' ')
    .matchAll(/(\S+):\s+([^:]+?)(?=\s+\S+:|$)/g)
  for (const [, symbol = '', words = ''] of entries)
    fillIn([symbol], features).forEach(([filled = symbol], form, all) => {
      const forms = words.split(/\s+/).map((word) => {
        const written = word.split('/')
        const chosen = written.length === 1 ? word : written[form]
        if (!chosen || (written.length > 1 && written.length !== all.length))
          throw new GrammarError(`${symbol}: "${word}" has ${written.length} forms, not ${all.length}`)
        return chosen
      })
      lexicon.set(filled, forms)
    })
  return lexicon
}

function lines(page: string): string[] {
  return page
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Every way to give the feature letters in `symbols` a value; those with a negative depth don't exist. */
function fillIn(symbols: readonly string[], features: Features): string[][] {
  let ways = [symbols.map((symbol) => symbol.replace(/\[(.*)\]/, (_, inner) => `[,${inner},]`))]
  for (const [letter, values] of Object.entries(features)) {
    const place = new RegExp(`(?<=,)${letter}(?=[,-])`, 'g')
    if (ways[0]?.some((symbol) => symbol.search(place) >= 0))
      ways = ways.flatMap((way) => values.map((value) => way.map((symbol) => symbol.replace(place, value))))
  }
  return ways
    .map((way) => way.map((symbol) => symbol.replace(/(\d+)-1/g, (_, depth) => String(Number(depth) - 1))))
    .filter((way) => way.every((symbol) => !symbol.includes('-1')))
    .map((way) => way.map((symbol) => symbol.replace('[,', '[').replace(',]', ']')))
}
