import { CorpusError } from '../errors.ts'
import type { DocumentParser } from './document-parser.ts'

/** A document a line of JSON, its text under the key `field`; blank lines are passed over. */
export function jsonLines(name: string, field: string): DocumentParser {
  let number = 0
  return {
    push(line) {
      number += 1
      if (typeof line !== 'string') return line
      if (line.trim() === '') return undefined
      const found = textIn(line, field)
      return 'text' in found
        ? found.text.trim() || undefined
        : new CorpusError(
            `${name}: line ${number.toLocaleString('en-US')}: ${found.problem}; pass --skip-invalid to leave such lines out`,
          )
    },
    end: () => undefined,
  }
}

function textIn(line: string, field: string): { readonly text: string } | { readonly problem: string } {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { problem: 'is not JSON; JSON lines have an object a line' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { problem: `is ${kindOf(json)}, should be an object with the document under "${field}"` }
  if (!Object.hasOwn(json, field)) {
    const keys = Object.keys(json).map((key) => JSON.stringify(key))
    return {
      problem: `has no "${field}"; it has ${keys.slice(0, 8).join(', ') || 'no key'}; --text-field names the one of the text`,
    }
  }
  const text: unknown = Reflect.get(json, field)
  return typeof text === 'string'
    ? { text }
    : { problem: `"${field}" is ${kindOf(text)}, should be a string` }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
