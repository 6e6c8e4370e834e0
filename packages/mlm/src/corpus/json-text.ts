/** The text of a record that is JSON. */
import { inOneLine, stringLike, valueSpan } from './json-value.ts'
import type { Layout } from './source-record.ts'

/** The key that a text is under where none is named. */
export const TEXT_FIELD = 'text'

type FoundText = { readonly text: string } | { readonly problem: string }

/** The text under `field` of an object; an item of an array may be a text itself where no field was asked for. */
export function textOf(
  source: string,
  { field, what, mayBeText }: { field: string; what: 'a line' | 'an item'; mayBeText: boolean },
): FoundText {
  let json: unknown
  try {
    json = JSON.parse(source)
  } catch {
    return {
      problem: `is not JSON; ${what === 'a line' ? 'JSON lines have an object a line' : 'items are objects'}`,
    }
  }
  if (mayBeText && typeof json === 'string') return { text: json }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { problem: `is ${kindOf(json)}, should be an object with the document under "${field}"` }
  if (!Object.hasOwn(json, field)) {
    const keys = Object.keys(json).map((key) => JSON.stringify(key))
    return {
      problem: `has no "${field}"; it has ${keys.slice(0, 8).join(', ') || 'no key'}; ${adviceOf(json)}`,
    }
  }
  const text: unknown = Reflect.get(json, field)
  return typeof text === 'string'
    ? { text }
    : { problem: `"${field}" is ${kindOf(text)}, should be a string` }
}

/** What may be meant by an object without the field. */
function adviceOf(json: object): string {
  const list = Object.entries(json).find(
    ([, value]) => Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null),
  )
  return list === undefined
    ? '--text-field names the one of the text'
    : `the records may be those under ${JSON.stringify(list[0])}: ${linesOf(list[0])} writes a line of each`
}

/** The command of jq that takes the items out of a key. */
export const linesOf = (key: string): string => `jq -c '.[${JSON.stringify(key)}][]'`

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** How records of JSON are written with another text. */
export function jsonLayout(kind: 'lines' | 'array', opening: string, field: string): Layout {
  return {
    kind,
    opening,
    replaceText(source, text) {
      if (isText(source)) return stringLike(text, source)
      const span = valueSpan(source, field)
      if (span === undefined) return source
      const { start, end } = span
      return `${source.slice(0, start)}${stringLike(text, source)}${source.slice(end)}`
    },
    toJson: (source) => (isText(source) ? `{${JSON.stringify(field)}:${source}}` : inOneLine(source)),
  }
}

/** An item that is a string, not an object. */
const isText = (source: string) => source.startsWith('"')
