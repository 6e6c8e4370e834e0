import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { lineBlocks } from '../../../packages/mlm/src/corpus/lines.ts'
import { all, cuts, encoded, file } from './files.ts'

const read = async (content: string | Uint8Array, at: readonly number[] = []) =>
  (await all(lineBlocks(file('a.txt', content, at).open(), 'a.txt'))).flat()

const parts = fc.array(fc.constantFrom('a', 'é', '中', '\n', '\r', '\r\n', '\r\r\n'), { maxLength: 20 })

test.prop([parts, cuts])(
  'lines are the same however the bytes are cut, with any of the three ends',
  async (all, at) => {
    const text = all.join('')
    const lines = text.split(/\r\n?|\n/)
    if (lines.at(-1) === '') lines.pop()
    expect(await read(text, at)).toEqual(lines)
  },
)

test('a byte-order mark is dropped, and a line that is no text is its own error', async () => {
  const bytes = Uint8Array.from([...encoded('\uFEFFone\ntwo'), 0xff, ...encoded('\r\nthree')])
  expect(await read(bytes)).toEqual([
    'one',
    expect.objectContaining({ message: expect.stringContaining('byte 10') }),
    'three',
  ])
})
