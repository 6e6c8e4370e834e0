/** Files that are replaced as one, on a disk that fails, or with a process that dies, at any of its calls. */
import type { RmOptions } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { memoryStorage } from '@cloze/mlm'
import { folderStorage } from '@cloze/mlm/node'
import { fc, test } from '@fast-check/vitest'
import { beforeEach, describe, expect, vi } from 'vitest'
import { processName } from '../../../packages/mlm/src/node/processes.ts'

/** How many calls still go well, and whether all after that fail, or one; what can't be looked at; the order of removal. */
const disk = vi.hoisted(() => ({
  goesWell: Number.POSITIVE_INFINITY,
  dies: false,
  reversed: false,
  broken: '',
}))

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
  const dying = () => disk.dies && fails()
  const broken = (path: string) => path === disk.broken
  return {
    ...real,
    ...Object.fromEntries(failing),
    async rmdir(path: string) {
      if (dying()) throw full()
      return real.rmdir(path)
    },
    /** Of a folder, what is in it goes first, in an order of its own. */
    async rm(path: string, options: RmOptions) {
      const inside = options.recursive ? await real.readdir(path).catch(() => []) : []
      for (const name of inside.sort(disk.reversed ? (a, b) => (a < b ? 1 : -1) : undefined)) {
        if (dying()) throw full()
        await real.rm(`${path}/${name}`, options)
      }
      if (dying()) throw full()
      return real.rm(path, options)
    },
    async access(path: string) {
      if (broken(path)) throw Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 })
      return real.access(path)
    },
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
  disk.broken = ''
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

/** What a process that was killed may leave: of an earlier form of the journal, or by a removal that was broken off. */
const leftOver: readonly (readonly string[])[] = [
  [],
  ['.cloze-replaced/0', '.cloze-replaced/4'],
  ['.cloze-saved/0', '.cloze-saved/old-4'],
  ['.cloze-saved/3', '.cloze-replaced/1'],
]
const states = fc.record({
  left: fc.constantFrom(...leftOver),
  /** Names that are links to a file elsewhere. */
  linked: fc.constantFrom([], ['model.safetensors'], ['config.json', 'vocab.txt']),
})
type State = typeof states extends fc.Arbitrary<infer Value> ? Value : never

async function inFolder(
  before: Files,
  body: (path: string, elsewhere: string) => Promise<void>,
  { left, linked }: State = { left: [], linked: [] },
): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'cloze-replaced-'))
  const elsewhere = await mkdtemp(join(tmpdir(), 'cloze-elsewhere-'))
  try {
    await mkdir(join(path, 'deep'))
    for (const name of left) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), 'STALE')
    }
    for (const name of linked) await symlink(join(elsewhere, name), join(path, name))
    await writeFile(join(path, 'mine.txt'), 'mine')
    for (const [name, text] of before) if (text !== undefined) await writeFile(join(path, name), text)
    await body(path, elsewhere)
  } finally {
    well()
    await rm(path, { recursive: true })
    await rm(elsewhere, { recursive: true })
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
  const storage = folderStorage(path)
  const found = new Map<string, string | undefined>()
  for (const name of names)
    found.set(
      name,
      (await storage.exists(name)) ? new TextDecoder().decode(await storage.read(name)) : undefined,
    )
  return found
}

const replace = (path: string, files: Files) =>
  folderStorage(path).replace(
    new Map(Array.from(files, ([name, text]) => [name, text === undefined ? text : bytes(text)])),
  )

const ours = (name: string) => name.startsWith('.cloze')
const listed = async (path: string) =>
  (await readdir(path, { recursive: true })).filter((name) => !ours(name)).sort()

describe('files that are replaced as one', () => {
  test.prop([old, next, fc.nat(35), states], { numRuns: 40 })(
    'are all the new ones; or, if anything fails, all the old ones, and nothing else is there',
    async (before, after, goesWell, state) => {
      const check = async (path: string, elsewhere: string) => {
        const listing = [await listed(path), await listed(elsewhere)]
        disk.goesWell = goesWell
        const failed = await replace(path, after).then(
          () => false,
          () => true,
        )
        well()
        expect(await seen(path)).toEqual(failed ? before : after)
        expect(await readFile(join(path, 'mine.txt'), 'utf8')).toBe('mine')
        if (failed) expect([await listed(path), await listed(elsewhere)]).toEqual(listing)
        if (failed) await replace(path, after)
        expect((await readdir(path)).filter((name) => name.startsWith('.'))).toEqual([])
        expect((await readdir(elsewhere)).filter((name) => name.startsWith('.'))).toEqual([])
        for (const name of state.linked.filter((each) => after.get(each) !== undefined)) {
          expect((await lstat(join(path, name))).isSymbolicLink()).toBe(true)
          expect(await readFile(join(elsewhere, name), 'utf8')).toBe(after.get(name))
        }
      }
      await inFolder(before, check, state)
    },
  )

  test.prop([old, next, fc.nat(70), states, fc.boolean()], { numRuns: 40 })(
    'are all old or all new to this library when the process dies, and never look whole to others when they are a mix',
    async (before, after, goesWell, state, reversed) => {
      const check = async (path: string, elsewhere: string) => {
        Object.assign(disk, { goesWell, dies: true, reversed })
        const message = await replace(path, after).then(
          () => undefined,
          (error: Error) => error.message,
        )
        well()
        const [found, others] = [await read(path), await seen(path)]
        expect([before, after]).toContainEqual(found)
        if (message === undefined) expect(found).toEqual(after)
        else if (found.get('config.json') !== before.get('config.json'))
          expect(message).toContain('the new files are saved')
        if (others.get('config.json') !== undefined) expect([before, after]).toContainEqual(others)
        disk.goesWell = 12 // a save that fails later brings back no file of a save before
        const again = await replace(path, before).then(
          () => before,
          () => found,
        )
        well()
        expect(await read(path)).toEqual(again)
        await replace(path, after)
        expect(await seen(path)).toEqual(after)
        expect((await readdir(path)).filter((name) => name.startsWith('.'))).toEqual([])
        expect((await readdir(elsewhere)).filter((name) => name.startsWith('.'))).toEqual([])
      }
      await inFolder(before, check, state)
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
    const storage = folderStorage(path)
    await storage.append('log', bytes('one\n'))
    disk.goesWell = 0
    await expect(storage.append('log', bytes('two\n'))).rejects.toThrow(
      `${join(path, 'log')}: can not be written: no space left on device`,
    )
    well()
    expect(await readFile(join(path, 'log'), 'utf8')).toBe('one\n')
  })
})

const journal = JSON.stringify([{ name: 'config.json', removed: false }])

/** A folder whose new `config.json` a process has saved, but not moved. */
async function savedBy(path: string, owner: string): Promise<void> {
  await mkdir(join(path, '.cloze-saved'))
  for (const [name, text] of [
    [`owner-${owner}`, ''],
    ['journal.json', journal],
    ['0', 'new'],
  ] as const)
    await writeFile(join(path, '.cloze-saved', name), text)
}

describe('files that a process has saved', () => {
  const before: Files = new Map([['config.json', 'old']])

  test('are left to it while it runs: whoever else writes there is told', async () => {
    await inFolder(before, async (path) => {
      await savedBy(path, processName(process.ppid))
      const busy = `${path}: another process (${process.ppid}) is writing there`
      await expect(folderStorage(path).append('log', bytes('line'))).rejects.toThrow(busy)
      await expect(replace(path, new Map([['config.json', 'newer']]))).rejects.toThrow(busy)
      expect((await seen(path)).get('config.json')).toBe('old')
      expect((await read(path)).get('config.json')).toBe('new')
    })
  })

  test.each([
    ['has ended', `${2 ** 22 + 1}-`],
    ['has ended, and its number is used again', `${process.ppid}-1`],
  ])('are moved where it %s', async (_, owner) => {
    await inFolder(before, async (path) => {
      await savedBy(path, owner)
      await folderStorage(path).append('log', bytes('line'))
      expect((await seen(path)).get('config.json')).toBe('new')
      expect((await readdir(path)).filter(ours)).toEqual([])
    })
  })

  test('are not taken for gone where the disk can not say so', async () => {
    await inFolder(before, async (path) => {
      await savedBy(path, processName(process.pid))
      disk.broken = join(path, '.cloze-saved/0')
      await expect(folderStorage(path).append('log', bytes('line'))).rejects.toThrow(
        'the new files are saved, but not in their places (i/o error)',
      )
      well()
      expect((await seen(path)).get('config.json')).toBe('old')
      await folderStorage(path).append('log', bytes('line'))
      expect((await seen(path)).get('config.json')).toBe('new')
    })
  })
})
