import { expect, test } from 'vitest'
import {
  fileFormatOf,
  lineExtensions,
  listExtensions,
  mayBeStray,
  recordExtensions,
  textExtensions,
  textFileName,
} from '../../../packages/mlm/src/corpus/file-extensions.ts'

test('a name with an end of text is looked for in folders, compressed or not, in any letters', () => {
  for (const end of textExtensions)
    for (const name of [`a.${end}`, `a.b.${end}.gz`, `A.${end.toUpperCase()}.GZ`])
      expect(name).toMatch(textFileName)
  for (const name of ['a.pdf', 'txt', 'a.txt.zip', 'a.jsonlx', 'a.gz']) expect(name).not.toMatch(textFileName)
})

test('records are those of the ends of records, and prose is all else', () => {
  for (const end of recordExtensions) expect(fileFormatOf(`a.${end}.gz`)).not.toBe('prose')
  for (const end of textExtensions.filter((each) => !recordExtensions.includes(each)))
    expect(fileFormatOf(`a.${end}`)).toBe('prose')
  expect(['a.csv', 'a.TSV', 'a.json', 'a.jsonl', 'a.md', 'constructor'].map(fileFormatOf)).toEqual([
    'table',
    'table',
    'json',
    'json',
    'prose',
    'prose',
  ])
})

test('settings and an index may have the end of any records but lines', () => {
  for (const end of recordExtensions) expect(mayBeStray.test(`a.${end}`)).toBe(!lineExtensions.includes(end))
})

test('ends are listed as a sentence has them', () => {
  expect(listExtensions(['csv', 'tsv'], 'or')).toBe('.csv or .tsv')
  expect(listExtensions(['a', 'b', 'c'], 'and')).toBe('.a, .b and .c')
})
