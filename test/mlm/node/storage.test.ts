/** One folder of the file system: where its files go, past links, and when. */
import { lstat, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderStorage } from '@cloze/mlm/node'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isLeftOver } from '../../../packages/mlm/src/node/temporary.ts'

let path = ''
let elsewhere = ''
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'cloze-storage-'))
  elsewhere = await mkdtemp(join(tmpdir(), 'cloze-elsewhere-'))
})
afterEach(async () => {
  for (const made of [path, elsewhere]) await rm(made, { recursive: true })
})

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (...names: string[]) => readFile(join(...names), 'utf8')

test('what another user’s process makes is not taken for left over', () => {
  const refused = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
  })
  expect(isLeftOver(`.cloze-${process.ppid}-0.tmp`)).toBe(false)
  refused.mockRestore()
})

test('a device is not replaced, nor what a link leads to that is one', async () => {
  await symlink('/dev/null', join(path, 'vocab.txt'))
  const why = 'vocab.txt should be a file'
  await expect(folderStorage(path).replace(new Map([['vocab.txt', bytes('new')]]))).rejects.toThrow(why)
  await expect(folderStorage(path).write('vocab.txt', bytes('new'))).rejects.toThrow(why)
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true)
})

test('one file is written where its link leads', async () => {
  await symlink(join(elsewhere, 'there'), join(path, 'log'))
  for (const text of ['one', 'two']) {
    await folderStorage(path).write('log', bytes(text))
    expect(await textOf(elsewhere, 'there')).toBe(text)
    expect((await lstat(join(path, 'log'))).isSymbolicLink()).toBe(true)
  }
  expect(await readdir(elsewhere)).toEqual(['there'])
})

test('saves of one process in one folder take turns', async () => {
  const names = ['model.safetensors', 'deep/er.json', 'config.json']
  const saves = ['one', 'two', 'three'].map((text) =>
    folderStorage(path).replace(new Map(names.map((name) => [name, bytes(text)]))),
  )
  await Promise.all(saves)
  for (const name of names) expect(await textOf(path, name)).toBe('three')
  expect((await readdir(path)).sort()).toEqual(['config.json', 'deep', 'model.safetensors'])
})
