import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkOutFile, checkOutFolder } from '../../../packages/cloze/src/output/output-path.ts'

let work: string
const at = (...names: string[]) => join(work, ...names)
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
})
afterEach(() => rm(work, { recursive: true }))

const made = ['config.json', 'model.safetensors']
const check = (path: string, overwrite = false) => checkOutFolder('--out', path, made, overwrite)

test('a file is not written over a folder, nor a folder made of a file', async () => {
  await writeFile(at('file'), '')
  await expect(checkOutFile('--html', work)).rejects.toThrow(`--html ${work}: is a folder; name a file`)
  await expect(checkOutFile('--html', at('new/'))).rejects.toThrow('is a folder; name a file')
  await expect(check(at('file'))).rejects.toThrow(`--out ${at('file')}: is a file; name a folder`)
  await expect(check('/dev/null')).rejects.toThrow('--out /dev/null: is a device or a pipe; name a folder')
})

test('a name is needed', async () => {
  await expect(checkOutFile('--html', '')).rejects.toThrow("--html '': name a file")
  await expect(check('')).rejects.toThrow("--out '': name a folder")
})

describe('a folder', () => {
  test('that is not there yet may be written, and is not there afterwards', async () => {
    await symlink(at('nowhere'), at('link'))
    for (const name of ['new', 'new/er/est', 'link']) await check(at(name))
    expect(await readdir(work)).toEqual(['link'])
  })

  test('that holds other things may be written, and holds them still', async () => {
    await writeFile(at('notes.txt'), 'mine')
    await check(work)
    expect(await readdir(work)).toEqual(['notes.txt'])
  })

  test('with what an earlier run has made may only be written if that is said', async () => {
    await mkdir(at('run'))
    await writeFile(at('run/model.safetensors'), '')
    await expect(check(at('run'))).rejects.toThrow(
      `--out ${at('run')}: there is an earlier model.safetensors; --overwrite replaces what is there, or name another folder`,
    )
    await check(at('run'), true)
  })

  test('that can not be made is an error that names it', async () => {
    await writeFile(at('file'), '')
    await expect(check(at('file/run'))).rejects.toThrow(
      `${at('file/run')}: can not be written: not a directory`,
    )
    await expect(check('/proc/run')).rejects.toThrow(
      '/proc/run: can not be written: no such file or directory',
    )
    await expect(check(at('x'.repeat(300)))).rejects.toThrow('can not be written: name too long')
  })
})

test('a file that is there, or not yet, may be written', async () => {
  await writeFile(at('file'), '')
  await checkOutFile('--out', at('file'))
  await checkOutFile('--out', at('none'))
})
