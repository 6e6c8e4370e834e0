import { expect, test } from 'vitest'
import { itemEnd, segments } from '../../../packages/mlm/src/corpus/segments.ts'
import { all, file } from './files.ts'

test('an array has items that no string should hold as an error that names the place', async () => {
  const chunks = file('', '[12,"3456"]', [0.3, 0.9]).open()
  const found = all(segments(chunks, { name: 'a.json', what: 'an item', endOf: itemEnd(), longest: 3 }))
  await expect(found).rejects.toThrow('a.json: an item of more than 3 bytes at byte 4; make several of it')
})
