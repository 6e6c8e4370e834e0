import { type JsonLocation, readAll } from '../format/component.ts'
import { byteLevel, delimiter, fixedLength, metaspace } from './pieces.ts'
import { enqueue, type PreTokenizer } from './pre-tokenizer.ts'
import { bert, digits, punctuation, split, whitespace, whitespaceSplit } from './words.ts'

const preTokenizers = [
  bert,
  whitespace,
  whitespaceSplit,
  metaspace,
  byteLevel,
  split,
  punctuation,
  digits,
  delimiter,
  fixedLength,
]

/** The pre-tokenizer of a tokenizer.json; none leaves a text whole. */
export const readPreTokenizer = (json: unknown, location: JsonLocation): PreTokenizer =>
  enqueue(readAll(preTokenizers, json, 'pretokenizers', location))
