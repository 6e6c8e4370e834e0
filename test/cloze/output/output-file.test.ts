import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { toFile } from '../../../packages/cloze/src/output/output-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-writer-'))
})
afterAll(() => rm(folder, { recursive: true }))

const lines = Array.from({ length: 5000 }, (_, i) => `document ${i}\n`)
const writeLines = async (write: (text: string) => Promise<void>) => {
  for (const line of lines) await write(line)
}

test('a file is compressed where its name ends in .gz, and plain elsewhere', async () => {
  const [plain, packed] = [join(folder, 'a.jsonl'), join(folder, 'a.jsonl.gz')]
  await toFile(plain, writeLines)
  await toFile(packed, writeLines)
  expect(await readFile(plain, 'utf8')).toBe(lines.join(''))
  expect(gunzipSync(await readFile(packed)).toString()).toBe(lines.join(''))
})

test('a file that can not be finished leaves nothing behind', async () => {
  const before = await readdir(folder)
  for (const name of ['b.txt', 'b.txt.gz'])
    await expect(
      toFile(join(folder, name), async (write) => {
        await write('half')
        throw new Error('no more')
      }),
    ).rejects.toThrow('no more')
  expect(await readdir(folder)).toEqual(before)
})

test('a file of many parts leaves nothing to wait for its end', async () => {
  const reactions = vi.spyOn(Promise, 'race')
  const part = 'x'.repeat(2 ** 17)
  await toFile(join(folder, 'long.txt'), async (write) => {
    for (let count = 0; count < 20; count++) await write(part)
  })
  expect(reactions).not.toHaveBeenCalled()
  expect((await stat(join(folder, 'long.txt'))).size).toBe(20 * 2 ** 17)
  reactions.mockRestore()
})

test('of two failures the first is told', async () => {
  const file = join(folder, 'gone.txt')
  await expect(
    toFile(file, async (write) => {
      await write('half')
      const [temporary = ''] = (await readdir(folder)).filter((name) => name.startsWith('.cloze-'))
      await rm(join(folder, temporary))
      await mkdir(join(folder, temporary)) // which can't be removed as a file is
      throw new Error('the first')
    }),
  ).rejects.toThrow('the first')
})
