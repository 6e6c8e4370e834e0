/** What the name of a file says that it holds. */
const proseEnds = ['txt', 'text', 'md']
/** A record a line. */
export const lineEnds = ['jsonl', 'ndjson']
const jsonEnd = 'json'
/** The delimiter of the cells, by the end of the name. */
export const tableDelimiters: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' }

/** Of records, what settings and an index may have too. */
const commonEnds = [jsonEnd, ...Object.keys(tableDelimiters)]

/** The ends of names of files that hold records of JSON or rows of a table, without the dot. */
export const recordEnds: readonly string[] = [...lineEnds, ...commonEnds]
/** The ends of names of files that hold text of any kind: prose and records. */
export const textEnds: readonly string[] = [...proseEnds, ...recordEnds]

/**
 * Ends of names as an error lists them.
 * @example
 * listed(['json', 'csv', 'tsv'], 'or') // '.json, .csv or .tsv'
 */
export function listed(ends: readonly string[], before: 'and' | 'or'): string {
  const dotted = ends.map((end) => `.${end}`)
  return [dotted.slice(0, -1).join(', '), ...dotted.slice(-1)].join(` ${before} `)
}

/** Names with one of these ends, and .gz or not after it. */
const endsIn = (ends: readonly string[]) => new RegExp(String.raw`\.(${ends.join('|')})(\.gz)?$`, 'i')

/** What a folder is searched for; a glob or a file's own name takes any other. */
export const textName = endsIn(textEnds)

/** What may be in a folder of text without being of it: settings, an index. */
export const mayBeStray = endsIn(commonEnds)

/**
 * The end of a name, in small letters, without .gz.
 * @example
 * endOf('part-1.JSONL.gz') // 'jsonl'
 */
export const endOf = (name: string): string =>
  /\.([^./\\]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? ''

export type NamedForm = 'json' | 'table' | 'prose'

/**
 * What a file holds, as its name says: `prose`, records of `json`, or a `table`.
 * @example
 * formOf('part-1.csv.gz') // 'table'
 * formOf('README') // 'prose'
 */
export function formOf(name: string): NamedForm {
  const end = endOf(name)
  if (Object.hasOwn(tableDelimiters, end)) return 'table'
  return recordEnds.includes(end) ? 'json' : 'prose'
}
