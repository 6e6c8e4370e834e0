/** Where things stand in JSON that is known to be right. */

interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Where the value of the key `field` stands in an object of JSON, the last where the key is there several times, as
 * `JSON.parse` takes it; undefined where the object has no such key.
 * @param json what `JSON.parse` has read as an object
 */
export function valueSpan(json: string, field: string): Span | undefined {
  let depth = 0
  let key: string | undefined // of the object itself, whose value goes on
  let start = 0
  let found: Span | undefined
  const endValue = (end: number) => {
    if (key === field) found = { start, end }
    key = undefined
  }
  for (let i = 0; i < json.length; i++) {
    const character = json[i]
    if (character === '"') {
      const end = stringEnd(json, i)
      if (depth === 1 && key === undefined) key = parseString(json.slice(i, end))
      i = end - 1
    } else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') {
      depth -= 1
      if (depth === 0) endValue(i)
    } else if (depth === 1 && character === ',') endValue(i)
    else if (depth === 1 && character === ':') start = i + 1
  }
  return found && trimmed(json, found)
}

/** Past the closing quote of the string that opens at `start`. */
function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0
    while (json[end - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return end + 1
  }
  return json.length
}

const parseString = (json: string): string => String(JSON.parse(json))

const isSpace = (character: string | undefined) =>
  character === ' ' || character === '\t' || character === '\n' || character === '\r'

function trimmed(json: string, { start, end }: Span): Span {
  let [from, to] = [start, end]
  while (isSpace(json[from])) from += 1
  while (to > from && isSpace(json[to - 1])) to -= 1
  return { start: from, end: to }
}

/** White space of JSON around it, and what stands between. */
export function parts(json: string): { lead: string; source: string; end: string } {
  const span = trimmed(json, { start: 0, end: json.length })
  return {
    lead: json.slice(0, span.start),
    source: json.slice(span.start, span.end),
    end: json.slice(span.end),
  }
}

/** A string in JSON; with escapes alone where its neighbours have no other characters than ASCII, and some escaped. */
export function stringLike(text: string, neighbours: string): string {
  const json = JSON.stringify(text)
  return /\\u[0-9a-f]{4}/i.test(neighbours) && isAscii(neighbours)
    ? json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json
}

const isAscii = (text: string) => !/[\u0080-\uffff]/.test(text)

/** In one line: a line's end stands between values alone, and with the white space behind it becomes a space. */
export const inOneLine = (json: string): string => json.replace(/[\r\n][ \t\r\n]*/g, ' ')
