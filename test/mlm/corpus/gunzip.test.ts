import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { decompressed, peek } from '../../../packages/mlm/src/corpus/gunzip.ts'
import { joined } from '../../../packages/mlm/src/corpus/lines.ts'
import { all, cuts, encoded, file, zipped } from './files.ts'

const bytes = fc.uint8Array({ maxLength: 200 })

test.prop([bytes.filter(([first, second]) => first !== 0x1f || second !== 0x8b), cuts])(
  'what is gzip is unpacked, and all else stays as it is',
  async (content, at) => {
    const read = async (packed: Uint8Array) =>
      joined(await all(decompressed(file('a', packed, at).open(), 'a')))
    expect(await read(zipped(content))).toEqual(content)
    expect(await read(content)).toEqual(content)
  },
)

test.prop([bytes, cuts, fc.nat(50)])(
  'a look at the first bytes takes none away',
  async (content, at, wanted) => {
    const [start, whole] = await peek(file('a', content, at).open(), ({ length }) => length >= wanted)
    expect(start.length).toBeGreaterThanOrEqual(Math.min(wanted, content.length))
    const read = joined(await all(whole))
    expect(read).toEqual(content)
    expect(read.subarray(0, start.length)).toEqual(start)
  },
)

test('whoever stops reading lets go of the file', async () => {
  let closed = false
  async function* endless() {
    try {
      for (;;) yield encoded('cat ')
    } finally {
      closed = true
    }
  }
  for await (const part of decompressed(endless(), 'a')) {
    expect(part.length).toBeGreaterThan(0)
    break
  }
  expect(closed).toBe(true)
})
