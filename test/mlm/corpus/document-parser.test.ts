import { CorpusError } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import {
  blankLines,
  type DocumentParser,
  eachLine,
} from '../../../packages/mlm/src/corpus/document-parser.ts'

const parsed = (parser: DocumentParser, lines: readonly (string | CorpusError)[]) =>
  [...lines.map((line) => parser.push(line)), parser.end()].filter((found) => found !== undefined)

const lines = fc.array(fc.constantFrom('', '  ', 'a', ' b', '\t'), { maxLength: 12 })

test.prop([lines])('what stands between blank lines is a document, trimmed', (all) => {
  const documents = all
    .join('\n')
    .split(/\n(?:\s*\n)+|^\s*\n/)
    .map((text) => text.trim())
  expect(parsed(blankLines('a.txt'), all)).toEqual(documents.filter((text) => text !== ''))
})

test.prop([lines])('or each line that is not blank', (all) => {
  expect(parsed(eachLine(), all)).toEqual(all.map((line) => line.trim()).filter((line) => line !== ''))
})

test('a bad line spoils its own document, with the first error of it', () => {
  const [first, second] = [new CorpusError('first'), new CorpusError('second')]
  expect(parsed(blankLines('a.txt'), ['a', first, 'b', second, '', 'c'])).toEqual([first, 'c'])
  expect(parsed(eachLine(), ['a', first, 'b'])).toEqual(['a', first, 'b'])
})
