import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isLeftOver, temporaryPathIn } from '../../../packages/mlm/src/node/temporary.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-temporary-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a name is held until it is released, and left over from then on', async () => {
  const [one, other] = [temporaryPathIn(folder), temporaryPathIn(folder)]
  expect(one.path).not.toBe(other.path)
  await writeFile(one.path, '')
  expect(isLeftOver(basename(one.path))).toBe(false)
  one.release()
  expect(isLeftOver(basename(one.path))).toBe(true)
  other.release()
  expect(process.listeners('exit').some(({ name }) => name === 'removeAll')).toBe(false)
})

test('only names of this library are left over', () => {
  expect(['.cloze-1.tmp', 'cloze-999999999-0.tmp', '.cloze-999999999-0.new'].filter(isLeftOver)).toEqual([])
  expect(isLeftOver('.cloze-999999999-0.tmp')).toBe(true)
})

test('a process that ends removes what it holds, and not what it released', () => {
  const module = join(import.meta.dirname, '../../../packages/mlm/src/node/temporary.ts')
  const program = `
    import { writeFileSync } from 'node:fs'
    import { temporaryPathIn } from ${JSON.stringify(module)}
    for (const released of [true, false]) {
      const { path, release } = temporaryPathIn(process.argv[1])
      writeFileSync(path, '')
      if (released) release()
    }`
  execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program, folder])
  expect(readdirSync(folder)).toHaveLength(1)
})
