/** The page for people who come from elsewhere: what its tables call ours is exported, and its program prints what it says. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import * as autograd from '@cloze/autograd'
import * as tensor from '@cloze/tensor'
import { expect, expectTypeOf, test } from 'vitest'

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

/** Functions that have no row, and why. */
const without: Readonly<Record<string, string>> = {
  apply: 'what an op of your own is called by, on the page on ops',
  interpret: 'the same, for all outputs',
  scalar: 'a constant in the body of an op of your own',
  shapeOf: 'x.shape, of any operand',
  shuffle: 'of a list of the host, no tensor',
  checkSeed: 'for those who take a seed from a user',
  createCpu: 'cpu with other threads',
  optimizerNamed: 'a choice by name',
  scheduleNamed: 'a choice by name',
}

test('every function that is exported has a row, or a reason to have none', () => {
  const named = new Set(ours.map(({ name }) => name))
  const functions = Object.entries({ ...tensor, ...autograd })
    .filter(([name, each]) => typeof each === 'function' && !/^[A-Z]/.test(name)) // classes begin with a capital
    .map(([name]) => name)
  expect(functions.length).toBeGreaterThan(150)
  expect(functions.filter((name) => !named.has(name)).toSorted()).toEqual(Object.keys(without).toSorted())
})

test('a function of operands gives what its operand makes of it, its return type written or left out', () => {
  const swish = <O extends tensor.Operand>(x: O) => tensor.mul(x, tensor.sigmoid(x))
  expect(page).toContain('`<O extends Operand>(x: O) => mul(x, sigmoid(x))`')
  expectTypeOf(swish<tensor.Tensor>).returns.toEqualTypeOf<tensor.Tensor>()
  expectTypeOf(swish<autograd.Variable>).returns.toEqualTypeOf<autograd.Variable>()
  const annotated = <O extends tensor.Operand>(x: O): tensor.Result<O> => tensor.mul(x, tensor.sigmoid(x))
  expectTypeOf(annotated<autograd.Variable>).returns.toEqualTypeOf<autograd.Variable>()
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
