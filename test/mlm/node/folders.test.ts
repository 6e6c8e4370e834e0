import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkTarget, makeFolder, resolveLinks } from '../../../packages/mlm/src/node/folders.ts'

let root = ''
const at = (...names: string[]) => join(root, ...names)
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cloze-folders-')))
})
afterEach(() => rm(root, { recursive: true }))

test('what was made of a path is taken away again, and what was there before stays', async () => {
  await mkdir(at('there'))
  const remove = await makeFolder(at('there', 'a', 'b'))
  expect(await readdir(at('there', 'a'))).toEqual(['b'])
  await remove()
  expect(await readdir(root)).toEqual(['there'])
  expect(await readdir(at('there'))).toEqual([])
})

test('a folder that something was put into stays, with those above it', async () => {
  const remove = await makeFolder(at('a', 'b'))
  await writeFile(at('a', 'kept'), '')
  await remove()
  expect(await readdir(at('a'))).toEqual(['kept'])
})

test('a folder below a file is an error, and leaves nothing', async () => {
  await writeFile(at('file'), '')
  await expect(makeFolder(at('file', 'a'))).rejects.toThrow(/ENOTDIR|EEXIST/)
  expect(await readdir(root)).toEqual(['file'])
})

test('a link is followed to what it leads to, whether that is there or not; a circle is an error', async () => {
  await symlink('new', at('first'))
  await symlink('first', at('second'))
  expect(await resolveLinks(at('second'))).toBe(at('new'))
  expect(await linkTarget(at('second'))).toBe(at('first'))
  expect(await linkTarget(root)).toBeUndefined()
  await symlink('self', at('self'))
  await expect(resolveLinks(at('self'))).rejects.toThrow('ELOOP')
})
