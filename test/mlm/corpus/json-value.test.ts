import { readRecords } from '@cloze/mlm/augmentation'
import { withText } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { valueSpan } from '../../../packages/mlm/src/corpus/json-value.ts'
import { all, cuts, file } from './files.ts'
import { anyJsonObject, written } from './json-arbitraries.ts'

test.prop([anyJsonObject, fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n', '\r'), cuts])(
  'all but the text of a line of JSON comes back byte for byte, however it was written',
  async (object, text, end, at) => {
    const changed = text.trim()
    const line = written(object)
    const records = await all(
      readRecords([file('a.jsonl', `\uFEFF${line.before}${line.text}${line.after}${end}`, at)]),
    )
    expect(records).toHaveLength(1)
    const record = records[0]?.record
    if (record === undefined) throw new Error('a line of JSON is a record')
    const read: unknown = JSON.parse(line.text)
    expect(record.text).toBe(read)
    const as = (source: string) => `${record.layout.opening}${record.lead}${source}${record.end}`
    expect(as(record.source)).toBe(`\uFEFF${line.before}${line.text}${line.after}${end}`)
    expect(withText(record, record.text.trim())).toBe(record.source)
    const whole = as(withText(record, changed))
    expect(whole.startsWith(`\uFEFF${line.before}`)).toBe(true)
    expect(whole.endsWith(`${line.after}${end}`)).toBe(true)
    const value = whole.slice(1 + line.before.length, whole.length - `${line.after}${end}`.length)
    expect(String(JSON.parse(value)).trim()).toBe(changed)
  },
)

test('the last of several keys counts, keys with escapes are keys, and depth is no matter', () => {
  const found = (json: string, field = 'text') => {
    const span = valueSpan(json, field)
    return span && json.slice(span.start, span.end)
  }
  expect(found('{"text":"a", "text" : "b" }')).toBe('"b"')
  expect(found('{"te\\u0078t":"a","x":{"text":"b"},"y":["text",{"text":"c"}]}')).toBe('"a"')
  expect(found('{"a":"\\"text\\":\\"no\\"","text":"yes\\\\"}')).toBe('"yes\\\\"')
  expect(found('{"__proto__":"a","text":1}', '__proto__')).toBe('"a"')
  expect(found('{"a":"text"}')).toBeUndefined()
  const deep = 20_000
  expect(found(`{"a":${'['.repeat(deep)}${']'.repeat(deep)},"text":"b"}`)).toBe('"b"')
})
