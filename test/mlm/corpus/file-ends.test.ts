import { expect, test } from 'vitest'
import {
  formOf,
  lineEnds,
  listed,
  mayBeStray,
  recordEnds,
  textEnds,
  textName,
} from '../../../packages/mlm/src/corpus/file-ends.ts'

test('a name with an end of text is looked for in folders, compressed or not, in any letters', () => {
  for (const end of textEnds)
    for (const name of [`a.${end}`, `a.b.${end}.gz`, `A.${end.toUpperCase()}.GZ`])
      expect(name).toMatch(textName)
  for (const name of ['a.pdf', 'txt', 'a.txt.zip', 'a.jsonlx', 'a.gz']) expect(name).not.toMatch(textName)
})

test('records are those of the ends of records, and prose is all else', () => {
  for (const end of recordEnds) expect(formOf(`a.${end}.gz`)).not.toBe('prose')
  for (const end of textEnds.filter((each) => !recordEnds.includes(each)))
    expect(formOf(`a.${end}`)).toBe('prose')
  expect(['a.csv', 'a.TSV', 'a.json', 'a.jsonl', 'a.md', 'constructor'].map(formOf)).toEqual([
    'table',
    'table',
    'json',
    'json',
    'prose',
    'prose',
  ])
})

test('settings and an index may have the end of any records but lines', () => {
  for (const end of recordEnds) expect(mayBeStray.test(`a.${end}`)).toBe(!lineEnds.includes(end))
})

test('ends are listed as a sentence has them', () => {
  expect(listed(['csv', 'tsv'], 'or')).toBe('.csv or .tsv')
  expect(listed(['a', 'b', 'c'], 'and')).toBe('.a, .b and .c')
})
