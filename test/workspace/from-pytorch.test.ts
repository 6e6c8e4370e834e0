/** The page for people who come from elsewhere: what its tables call ours is exported, and its program prints what it says. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import * as autograd from '@cloze/autograd'
import * as tensor from '@cloze/tensor'
import { expect, test } from 'vitest'

const root = new URL('../..', import.meta.url)
const page = await readFile(new URL('docs/from-pytorch.md', root), 'utf8')

/** What stands in the first cell of every row of every table: `name`, `x.name`, or a call of it. */
const ours = page.split('\n').flatMap((line) => {
  const [, cell = ''] = line.startsWith('|') ? line.split('|') : []
  return [...cell.matchAll(/`(x\.)?(\w+)[^`]*`/g)].map(([, member, name = '']) => ({ member, name }))
})

const isThere = ({ member, name }: (typeof ours)[number]) =>
  member === undefined
    ? name in tensor || name in autograd
    : name in tensor.Tensor.prototype || name === 'shape'

test('every name of ours that a table has is exported', () => {
  expect(ours.length).toBeGreaterThan(150)
  expect(ours.filter((each) => !isThere(each)).map(({ name }) => name)).toEqual([])
})

test('no name is there twice', () => {
  const names = ours.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('the program prints what the page says', async () => {
  const [, code = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? []
  const [, output = ''] = /^```text\n([\s\S]*?)^```$/m.exec(page) ?? []
  const command = ['--import', 'tsx', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root })
  expect(stdout).toBe(output)
})
