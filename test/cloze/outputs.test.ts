/** Where commands write: every command that does, into everything that a path can be. */
import { execFileSync } from 'node:child_process'
import {
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { program, run, within } from '../../packages/cloze/src/program.ts'
import { printed } from './in-process.ts'
import { fill, mounted } from './mounts.ts'
import { saveTinyModel } from './tiny-model.ts'

/** What all tests read, and what one test writes. */
let given: string
let work: string
const at = (...names: string[]) => join(work, ...names)

const sentences = Array.from({ length: 8 }, (_, i) => `The cat ${i} sat on a mat.`).join('\n\n')

beforeAll(async () => {
  given = await mkdtemp(join(tmpdir(), 'cloze-given-'))
  await writeFile(join(given, 'in.txt'), sentences)
  await writeFile(
    join(given, 'small.json'),
    JSON.stringify({
      ...{ vocab_size: 9, hidden_size: 4, num_hidden_layers: 1, num_attention_heads: 1 },
      ...{ intermediate_size: 4, max_position_embeddings: 16 },
    }),
  )
  await saveTinyModel(join(given, 'model'))
})
afterAll(() => rm(given, { recursive: true }))
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-out-'))
})
afterEach(() => rm(work, { recursive: true }))

/** A command that writes: what is between its name and the flag, and what the flag names. */
interface Writer {
  readonly args: () => readonly string[]
  readonly flag: '--out' | '--html'
  readonly kind: 'file' | 'folder'
  /** One of the files that it makes, if a folder. */
  readonly makes?: string
}

const writers: Readonly<Record<string, Writer>> = {
  augment: {
    args: () => [join(given, 'in.txt'), '--augment', 'swap'],
    flag: '--out',
    kind: 'file',
  },
  'mask show': { args: () => [join(given, 'in.txt')], flag: '--html', kind: 'file' },
  'tokenizer train': {
    args: () => ['--corpus', join(given, 'in.txt'), '--vocab-size', '40'],
    flag: '--out',
    kind: 'folder',
    makes: 'tokenizer.json',
  },
  pretrain: {
    args: () => [
      ...['--corpus', join(given, 'in.txt'), '--vocab-size', '40', '--sequence-length', '8'],
      ...['--model', join(given, 'small.json'), '--steps', '1', '--batch-size', '2', '--device', 'reference'],
    ],
    flag: '--out',
    kind: 'folder',
    makes: 'config.json',
  },
}

/** Flags that name what is read, or, as `--cache`, what a run may lose. */
const notOutputs = ['--tokenizer', '--validation', '--test', '--synonyms', '--cache', '--model'].flatMap(
  (flag) => [flag, flag.replace('--', '--augment-')],
)

test('the table has every command with a flag that names what is written', () => {
  const found = within(program()).flatMap((command) =>
    command.options
      .filter(
        ({ flags, long }) => /<(file|folder|path)(\.{3})?>/.test(flags) && !notOutputs.includes(long ?? ''),
      )
      .map(({ long }) => `${nameOf(command)} ${long}`),
  )
  expect(found.sort()).toEqual(
    Object.entries(writers)
      .map(([name, { flag }]) => `${name} ${flag}`)
      .sort(),
  )
})

function nameOf(command: ReturnType<typeof program>): string {
  const above = command.parent
  return above?.parent ? `${nameOf(above)} ${command.name()}` : command.name()
}

async function ends(name: string, path: string, ...more: string[]) {
  const writer = writers[name]
  if (writer === undefined) throw new Error(`${name} is not in the table`)
  let status = -1
  const { stderr } = await printed(async () => {
    status = await run([...name.split(' '), ...writer.args(), writer.flag, path, ...more])
  })
  const errors = stderr.split('\n').filter((line) => line.startsWith('cloze: '))
  return { status, errors }
}

const done = { status: 0, errors: [] }
const refused = (status: number, path: string, why: string) => ({
  status,
  errors: [
    expect.stringMatching(new RegExp(`^cloze: .*${path.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&')}: .*${why}`)),
  ],
})
const listing = async (path: string) => (await readdir(path)).sort()
const contains = async (path: string) => (await readFile(path)).length

for (const [name, { kind, makes = '' }] of Object.entries(writers))
  describe(`${name} to a ${kind}`, () => {
    test('that is new, in folders that are not there yet, too', async () => {
      expect(await ends(name, at('new'))).toEqual(done)
      expect(await ends(name, at('deep/er/new'))).toEqual(done)
      expect(await listing(work)).toEqual(['deep', 'new'])
      expect(await listing(at('deep/er'))).toEqual(['new'])
      expect(await contains(at('deep/er/new', makes))).toBeGreaterThan(0)
    })

    for (const [where, why] of [
      ['/proc/new', 'no such file'],
      ['/proc/new/er', 'no such file'],
      ['x'.repeat(300), 'name too long'],
      ['file/new', 'not a directory'],
    ] as const)
      test(`that can not be made, as ${where.slice(0, 12)}`, async () => {
        await writeFile(at('file'), 'mine')
        const path = where.startsWith('/') ? where : at(where)
        expect(await ends(name, path)).toEqual(refused(1, path, why))
        expect(await listing(work)).toEqual(['file'])
      })

    test('on a read-only disk', async ({ skip }) => {
      await using disk = await disposable(mounted(at('ro'), 'ro'))
      if (disk.reason !== undefined) return skip(disk.reason)
      expect(await ends(name, at('ro/new'))).toEqual(refused(1, at('ro/new'), 'read-only'))
    })

    test('on a full disk', async ({ skip }) => {
      await using disk = await disposable(mounted(at('full'), 'size=64k'))
      if (disk.mounted === undefined) return skip(disk.reason)
      await fill(disk.mounted)
      const before = await listing(at('full'))
      expect(await ends(name, at('full/new'))).toEqual(refused(1, at('full/new'), 'no space left'))
      expect(await listing(at('full'))).toEqual(before)
    })
  })

for (const [name] of Object.entries(writers).filter(([, { kind }]) => kind === 'file'))
  describe(`${name} to`, () => {
    test('a file that is there: all of it is replaced, and its mode stays', async () => {
      await writeFile(at('old'), 'old '.repeat(10_000), { mode: 0o640 })
      expect(await ends(name, at('old'))).toEqual(done)
      expect(await readFile(at('old'), 'utf8')).not.toContain('old')
      expect((await stat(at('old'))).mode & 0o777).toBe(0o640)
      expect(await listing(work)).toEqual(['old'])
    })

    test('a link: it stays one, and leads to what is written, whether that was there before or not', async () => {
      await mkdir(at('there'))
      await writeFile(at('there/old'), 'old')
      for (const target of ['there/old', 'there/new']) {
        await symlink(target, at('link'))
        expect(await ends(name, at('link'))).toEqual(done)
        expect(await readFile(at('link'), 'utf8')).toBe(await readFile(at(target), 'utf8'))
        expect(await readFile(at(target), 'utf8')).not.toBe('old')
        expect(await listing(work)).toEqual(['link', 'there'])
        await rm(at('link'))
      }
      expect(await listing(at('there'))).toEqual(['new', 'old'])
    })

    test('a link to itself', async () => {
      await symlink('self', at('self'))
      expect(await ends(name, at('self'))).toEqual(refused(1, at('self'), 'too many symbolic links'))
    })

    test('a file with two names: it keeps both', async () => {
      await writeFile(at('one'), 'old '.repeat(10_000))
      await link(at('one'), at('two'))
      expect(await ends(name, at('one'))).toEqual(done)
      expect(await readFile(at('two'), 'utf8')).toBe(await readFile(at('one'), 'utf8'))
      expect(await readFile(at('two'), 'utf8')).not.toContain('old')
    })

    test('a device: it stays one', async () => {
      expect(await ends(name, '/dev/null')).toEqual(done)
      expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
      expect(await ends(name, '/dev/full')).toEqual(refused(1, '/dev/full', 'no space left'))
    })

    test('a pipe: whoever reads it gets all', async () => {
      execFileSync('mkfifo', [at('pipe')])
      const read = readFile(at('pipe'), 'utf8')
      expect(await ends(name, at('pipe'))).toEqual(done)
      expect((await read).length).toBeGreaterThan(100)
      expect((await stat(at('pipe'))).isFIFO()).toBe(true)
    })

    test('a folder, or nothing', async () => {
      expect(await ends(name, work)).toEqual(refused(2, work, 'is a folder; name a file'))
      expect(await ends(name, at('new/'))).toEqual(refused(2, at('new/'), 'is a folder; name a file'))
      expect(await ends(name, '')).toMatchObject({ status: 2 })
    })
  })

for (const [name, { makes = '' }] of Object.entries(writers).filter(([, { kind }]) => kind === 'folder'))
  describe(`${name} to`, () => {
    test('a folder with other things, which stay', async () => {
      await writeFile(at('notes.txt'), 'mine')
      expect(await ends(name, work)).toEqual(done)
      expect(await readFile(at('notes.txt'), 'utf8')).toBe('mine')
      expect(await listing(work)).toEqual(expect.arrayContaining(['notes.txt', makes]))
    })

    test('a folder of an earlier run: not without --overwrite', async () => {
      expect(await ends(name, at('run'))).toEqual(done)
      await writeFile(at('run', makes), 'earlier')
      const before = await listing(at('run'))
      expect(await ends(name, at('run'))).toEqual(refused(2, at('run'), `earlier .*${makes}.*--overwrite`))
      expect(await readFile(at('run', makes), 'utf8')).toBe('earlier')
      expect(await ends(name, at('run'), '--overwrite')).toEqual(done)
      expect(await readFile(at('run', makes), 'utf8')).not.toBe('earlier')
      expect(await listing(at('run'))).toEqual(before)
    })

    test('a folder of an earlier run, where the disk becomes full: it stays, byte for byte', async ({
      skip,
    }) => {
      await using disk = await disposable(mounted(at('disk'), 'size=256k'))
      if (disk.mounted === undefined) return skip(disk.reason)
      expect(await ends(name, at('disk/run'))).toEqual(done)
      await fill(disk.mounted)
      await rm(at('disk/.fill-0')) // room to begin, not to end
      const bytes = async () =>
        Promise.all((await listing(at('disk/run'))).map((file) => readFile(at('disk/run', file), 'hex')))
      const before = [await listing(at('disk/run')), await bytes()]
      expect(await ends(name, at('disk/run'), '--overwrite')).toEqual(
        refused(1, at('disk/run'), 'no space left'),
      )
      expect([await listing(at('disk/run')), await bytes()]).toEqual(before)
    })

    test('a folder with a link to a file: it stays one, and leads to what is written; one with two names is refused', async () => {
      await mkdir(at('big'))
      await mkdir(at('run'))
      await symlink(at('big', makes), at('run', makes))
      expect(await ends(name, at('run'))).toEqual(done)
      const first = await readFile(at('big', makes), 'utf8')
      await writeFile(at('big', makes), 'earlier')
      expect(await ends(name, at('run'), '--overwrite')).toEqual(done)
      expect(await readFile(at('big', makes), 'utf8')).toBe(first)
      expect((await lstat(at('run', makes))).isSymbolicLink()).toBe(true)
      expect(await listing(at('big'))).toEqual([makes])
      await link(at('big', makes), at('other'))
      expect(await ends(name, at('run'), '--overwrite')).toMatchObject({
        status: 2,
        errors: [expect.stringContaining(`${at('run', makes)} has 2 names (hard links)`)],
      })
      expect(await readFile(at('other'), 'utf8')).toBe(first)
    })

    test('a folder with a link to what is no file', async () => {
      await mkdir(at('run'))
      for (const [target, status, why] of [
        ['/dev/null', 2, 'is no file'],
        [makes, 1, 'too many symbolic links'],
        ['/proc/none', 1, ''],
      ] as const) {
        await symlink(target, at('run', makes))
        expect(await ends(name, at('run'), '--overwrite')).toMatchObject({
          status,
          errors: [expect.stringContaining(why)],
        })
        await rm(at('run', makes))
      }
      expect(await listing(at('run'))).toEqual([])
    })

    test('a link to a folder, or to none yet', async () => {
      await mkdir(at('there'))
      for (const target of ['there', 'new']) {
        await symlink(target, at('link'))
        expect(await ends(name, at('link'))).toEqual(done)
        expect(await listing(at(target))).toContain(makes)
        await rm(at('link'))
      }
    })

    test('a file, a device, a pipe, or nothing', async () => {
      execFileSync('mkfifo', [at('pipe')])
      await writeFile(at('file'), 'mine')
      for (const path of [at('file'), at('pipe'), '/dev/null', '/dev/full'])
        expect(await ends(name, path)).toEqual(refused(2, path, 'name a folder'))
      expect(await ends(name, '')).toMatchObject({ status: 2 })
      expect(await listing(dirname(at('file')))).toEqual(['file', 'pipe'])
    })
  })

/** What was mounted, or the reason why nothing was; to be let go of in either case. */
async function disposable(opened: ReturnType<typeof mounted>) {
  const found = await opened
  return typeof found === 'string'
    ? { reason: found, mounted: undefined, [Symbol.asyncDispose]: async () => {} }
    : { reason: undefined, mounted: found, [Symbol.asyncDispose]: () => found[Symbol.asyncDispose]() }
}
