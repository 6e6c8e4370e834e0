import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStorage } from '@cloze/mlm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { folderStorage } from '../../packages/mlm/src/node/storage.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (read: Uint8Array) => new TextDecoder().decode(read)

let path: string
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'storage-'))
})
afterEach(() => rm(path, { recursive: true }))

describe.each([
  ['memory', () => memoryStorage()],
  ['a folder', () => folderStorage(join(path, 'made/later'))],
])('storage in %s', (_, create) => {
  test('reads what was written last, and what was appended', async () => {
    const storage = create()
    await storage.write('a/b.txt', bytes('longer than what follows'))
    await storage.write('a/b.txt', bytes('one'))
    await storage.append('a/b.txt', bytes(' two'))
    await storage.append('log', bytes('first'))
    expect(text(await storage.read('a/b.txt'))).toBe('one two')
    expect(text(await storage.read('log'))).toBe('first')
  })

  test('knows what exists, and rejects reading what does not', async () => {
    const storage = create()
    expect(await storage.exists('a')).toBe(false)
    await expect(storage.read('a')).rejects.toThrow(/\ba\b/)
    await storage.write('a', bytes(''))
    expect(await storage.exists('a')).toBe(true)
  })

  test('keeps bytes that change after they were written or read', async () => {
    const storage = create()
    const written = bytes('abc')
    await storage.write('a', written)
    written.fill(0)
    const read = await storage.read('a')
    read.fill(0)
    expect(text(await storage.read('a'))).toBe('abc')
  })
})

describe('a folder', () => {
  test('keeps the old file, and nothing else, when a write breaks off half-way', async () => {
    const storage = folderStorage(path)
    await storage.write('model', bytes('old'))
    async function* breaking() {
      yield bytes('ne')
      throw new Error('disk full')
    }
    await expect(storage.write('model', breaking() as never)).rejects.toThrow('disk full')
    expect(text(await storage.read('model'))).toBe('old')
    expect(await readdir(path)).toEqual(['model'])
  })

  test('lets a reader that has opened a file read all of it while it is replaced', async () => {
    const storage = folderStorage(path)
    await storage.write('model', bytes('old'))
    const reader = await open(join(path, 'model'))
    try {
      await storage.write('model', bytes('new'))
      expect(text(await reader.readFile())).toBe('old')
      expect(text(await storage.read('model'))).toBe('new')
    } finally {
      await reader.close()
    }
  })

  test('holds one whole file after many writes at once', async () => {
    const storage = folderStorage(path)
    const versions = Array.from({ length: 8 }, (_, version) => String(version).repeat(100_000))
    await Promise.all(versions.map((version) => storage.write('model', bytes(version))))
    expect(versions).toContain(text(await storage.read('model')))
    expect(await readdir(path)).toEqual(['model'])
  })
})
