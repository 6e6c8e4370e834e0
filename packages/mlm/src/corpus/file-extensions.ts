/** What the name of a file says that it holds. */
const proseExtensions = ['txt', 'text', 'md']
/** A record a line. */
export const lineExtensions = ['jsonl', 'ndjson']
const jsonExtension = 'json'
/** The delimiter of the cells, by the end of the name. */
export const tableDelimiters: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' }

/** Of records, what settings and an index may have too. */
const commonExtensions = [jsonExtension, ...Object.keys(tableDelimiters)]

/** The ends of names of files that hold records of JSON or rows of a table, without the dot. */
export const recordExtensions: readonly string[] = [...lineExtensions, ...commonExtensions]
/** The ends of names of files that hold text of any kind: prose and records. */
export const textExtensions: readonly string[] = [...proseExtensions, ...recordExtensions]

/**
 * Ends of names as an error lists them.
 * @example
 * listExtensions(['json', 'csv', 'tsv'], 'or') // '.json, .csv or .tsv'
 */
export function listExtensions(ends: readonly string[], before: 'and' | 'or'): string {
  const dotted = ends.map((end) => `.${end}`)
  return [dotted.slice(0, -1).join(', '), ...dotted.slice(-1)].join(` ${before} `)
}

/** Names with one of these ends, and .gz or not after it. */
const withExtension = (ends: readonly string[]) => new RegExp(String.raw`\.(${ends.join('|')})(\.gz)?$`, 'i')

/** What a folder is searched for; a glob or a file's own name takes any other. */
export const textFileName = withExtension(textExtensions)

/** What may be in a folder of text without being of it: settings, an index. */
export const mayBeStray = withExtension(commonExtensions)

/**
 * The end of a name, in small letters, without .gz.
 * @example
 * extensionOf('part-1.JSONL.gz') // 'jsonl'
 */
export const extensionOf = (name: string): string =>
  /\.([^./\\]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? ''

export type FileFormat = 'json' | 'table' | 'prose'

/**
 * What a file holds, as its name says: `prose`, records of `json`, or a `table`.
 * @example
 * fileFormatOf('part-1.csv.gz') // 'table'
 * fileFormatOf('README') // 'prose'
 */
export function fileFormatOf(name: string): FileFormat {
  const end = extensionOf(name)
  if (Object.hasOwn(tableDelimiters, end)) return 'table'
  return recordExtensions.includes(end) ? 'json' : 'prose'
}
