/** Files that are replaced as one, on a disk that fails, or with a process that dies, at any of its calls. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStorage } from '@cloze/mlm'
import { folder } from '@cloze/mlm/node'
import { fc, test } from '@fast-check/vitest'
import { beforeEach, describe, expect, vi } from 'vitest'

/** How many calls still go well, and whether all after that fail, or one. */
const disk = vi.hoisted(() => ({ goesWell: Number.POSITIVE_INFINITY, dies: false }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const full = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 })
  const fails = (): boolean => {
    disk.goesWell -= 1
    return disk.goesWell < 0 && (disk.dies || disk.goesWell === -1)
  }
  const failing = (['mkdir', 'open', 'rename'] as const).map((name) => [
    name,
    async (...args: unknown[]) => {
      if (fails()) throw full()
      return Reflect.apply(real[name], real, args)
    },
  ])
  /** Cleaning up goes well on a full disk, and not at all when the process is dead. */
  const cleaning = (['rm', 'rmdir'] as const).map((name) => [
    name,
    async (...args: unknown[]) => {
      if (disk.dies && fails()) throw full()
      return Reflect.apply(real[name], real, args)
    },
  ])
  return {
    ...real,
    ...Object.fromEntries([...failing, ...cleaning]),
    async writeFile(path: string, bytes: string | Uint8Array, options?: object) {
      if (!fails()) return real.writeFile(path, bytes, options)
      await real.writeFile(path, bytes.slice(0, bytes.length / 2))
      throw full()
    },
  }
})

const well = () => {
  disk.goesWell = Number.POSITIVE_INFINITY
  disk.dies = false
}
beforeEach(well)

const bytes = (text: string) => new TextEncoder().encode(text)

const names = ['model.safetensors', 'tokenizer.json', 'vocab.txt', 'deep/er.json', 'config.json']
/** What is in a folder; `undefined` is of what is not. */
type Files = ReadonlyMap<string, string | undefined>

const filesOf = (text: string, left: fc.Arbitrary<boolean>): fc.Arbitrary<Files> =>
  fc
    .tuple(...names.map((name) => (name === 'config.json' ? fc.constant(true) : left)))
    .map((there) => new Map(names.map((name, i) => [name, there[i] ? `${text} ${name}` : undefined])))
const old = filesOf('old', fc.boolean())
const next = filesOf('new', fc.boolean())

async function inFolder(before: Files, body: (path: string) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'cloze-replaced-'))
  try {
    await mkdir(join(path, 'deep'))
    await writeFile(join(path, 'mine.txt'), 'mine')
    for (const [name, text] of before) if (text !== undefined) await writeFile(join(path, name), text)
    await body(path)
  } finally {
    well()
    await rm(path, { recursive: true })
  }
}

/** As another program sees it. */
const seen = async (path: string): Promise<Files> =>
  new Map(
    await Promise.all(
      names.map(
        async (name) => [name, await readFile(join(path, name), 'utf8').catch(() => undefined)] as const,
      ),
    ),
  )

/** As this library sees it. */
async function read(path: string): Promise<Files> {
  const storage = folder(path)
  const found = new Map<string, string | undefined>()
  for (const name of names)
    found.set(
      name,
      (await storage.exists(name)) ? new TextDecoder().decode(await storage.read(name)) : undefined,
    )
  return found
}

const replace = (path: string, files: Files) =>
  folder(path).replace(
    new Map(Array.from(files, ([name, text]) => [name, text === undefined ? text : bytes(text)])),
  )

describe('files that are replaced as one', () => {
  test.prop([old, next, fc.nat(30)], { numRuns: 60 })(
    'are all the new ones; or, if anything fails, all the old ones, and nothing else is there',
    async (before, after, goesWell) => {
      await inFolder(before, async (path) => {
        const listing = (await readdir(path, { recursive: true })).sort()
        disk.goesWell = goesWell
        const failed = await replace(path, after).then(
          () => false,
          () => true,
        )
        well()
        expect(await seen(path)).toEqual(failed ? before : after)
        expect(await readFile(join(path, 'mine.txt'), 'utf8')).toBe('mine')
        if (failed) expect((await readdir(path, { recursive: true })).sort()).toEqual(listing)
        else expect((await readdir(path)).filter((name) => name.startsWith('.'))).toEqual([])
      })
    },
  )

  test.prop([old, next, fc.nat(40)], { numRuns: 60 })(
    'are all old or all new to this library when the process dies, and never look whole to others when they are a mix',
    async (before, after, goesWell) => {
      await inFolder(before, async (path) => {
        Object.assign(disk, { goesWell, dies: true })
        await replace(path, after).catch(() => {})
        well()
        const [found, others] = [await read(path), await seen(path)]
        expect([before, after]).toContainEqual(found)
        if (others.get('config.json') !== undefined) expect([before, after]).toContainEqual(others)
        await replace(path, after)
        expect(await seen(path)).toEqual(after)
        expect((await readdir(path)).filter((name) => name.startsWith('.'))).toEqual([])
      })
    },
  )

  test.prop([old, next])('are what they are in memory too', async (before, after) => {
    const storage = memoryStorage()
    for (const [name, text] of before) if (text !== undefined) await storage.write(name, bytes(text))
    await storage.replace(
      new Map(Array.from(after, ([name, text]) => [name, text === undefined ? text : bytes(text)])),
    )
    for (const [name, text] of after) {
      expect(await storage.exists(name)).toBe(text !== undefined)
      if (text !== undefined) expect(new TextDecoder().decode(await storage.read(name))).toBe(text)
    }
  })
})

test('a line that does not fit leaves the file as it was', async () => {
  await inFolder(new Map(), async (path) => {
    const storage = folder(path)
    await storage.append('log', bytes('one\n'))
    disk.goesWell = 0
    await expect(storage.append('log', bytes('two\n'))).rejects.toThrow(
      `${join(path, 'log')}: can not be written: no space left on device`,
    )
    well()
    expect(await readFile(join(path, 'log'), 'utf8')).toBe('one\n')
  })
})
