/** What the name of a file says that it holds. */
const proseExtensions = ['txt', 'text', 'md']
/** A record a line. */
export const lineExtensions = ['jsonl', 'ndjson']
const jsonExtension = 'json'
/** The delimiter of the cells, by the end of the name. */
export const tableDelimiters: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' }

/** Of records, what settings and an index may have too. */
const commonExtensions = [jsonExtension, ...Object.keys(tableDelimiters)]

export const recordExtensions: readonly string[] = [...lineExtensions, ...commonExtensions]
export const textExtensions: readonly string[] = [...proseExtensions, ...recordExtensions]

/** `.csv or .tsv` */
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

/** The end of a name, in small letters, without .gz. */
export const extensionOf = (name: string): string =>
  /\.([^./\\]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? ''

export type FileFormat = 'json' | 'table' | 'prose'

export function fileFormatOf(name: string): FileFormat {
  const end = extensionOf(name)
  if (Object.hasOwn(tableDelimiters, end)) return 'table'
  return recordExtensions.includes(end) ? 'json' : 'prose'
}
