import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { astray, isOfSubstance } from './mirrors.ts'

const root = join(import.meta.dirname, '../..')

/** The TypeScript below some folders, by paths from the root. */
const below = (...folders: readonly string[]) =>
  new Map(
    folders
      .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  )

test('tests mirror the packages', () => {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`)
  const files = below(...packages, 'test')
  expect(files.has('test/tensor/memory.test.ts')).toBe(true)
  expect(astray({ files })).toEqual([])
})

const body = `export function f(x) {\n${'  x += 1\n'.repeat(30)}  return x\n}\n`

/** A small house whose tests mirror it, with `changes` made to it. */
const house = (changes: Readonly<Record<string, string>> = {}) => ({
  files: new Map(
    Object.entries({
      'packages/mlm/src/a/one.ts': body,
      'packages/mlm/src/a/kinds/two.ts': body,
      'test/mlm/a/one.test.ts': '',
      'test/mlm/a/all.test.ts': '',
      ...changes,
    }),
  ),
  suites: new Map([['test/mlm/a/all.test.ts', 'all kinds']]),
  covers: [{ sources: ['packages/mlm/src/a/kinds/'], by: ['test/mlm/a/all.test.ts'], how: 'all of them' }],
})

describe('the rule', () => {
  test('holds in a house in order', () => {
    expect(astray(house())).toEqual([])
  })

  test('catches a test that stands for no file', () => {
    expect(astray(house({ 'test/mlm/one.test.ts': '' }))).toEqual([
      'test/mlm/one.test.ts: there is no packages/mlm/src/one.ts, nor is it a suite',
    ])
  })

  test('catches a file of substance without a test, and lets one of none be', () => {
    expect(astray(house({ 'packages/mlm/src/a/new.ts': body, 'packages/mlm/src/a/list.ts': 'x()' }))).toEqual(
      ['packages/mlm/src/a/new.ts has no test/mlm/a/new.test.ts, nor is it said what covers it'],
    )
  })

  test('catches a suite that is gone, one that is a mirror, and one in no folder of its package', () => {
    const suite = 'test/mlm/a/one.test.ts'
    expect(astray({ ...house(), suites: new Map([[suite, '']]) })).toContain(
      `${suite} is said to be a suite, but mirrors a file`,
    )
    const [gone, elsewhere] = ['test/mlm/a/gone.test.ts', 'test/mlm/b/all.test.ts']
    const { files } = house({ [elsewhere]: '' })
    const named = new Map([...house().suites, ...[gone, elsewhere].map((path) => [path, ''] as const)])
    expect(astray({ ...house(), files, suites: named })).toEqual([
      `${gone} is said to be a suite, but is not there`,
      `${elsewhere} stands in a folder that its package does not have`,
    ])
  })

  test('catches a cover of nothing, and one by no test', () => {
    const covers = [
      ...house().covers,
      { sources: ['packages/mlm/src/a/one.ts'], by: ['test/mlm/b/'], how: 'not at all' },
    ]
    expect(astray({ ...house(), covers })).toEqual([
      'packages/mlm/src/a/one.ts is said to be covered, but nothing of it is without a test',
      'test/mlm/b/ is said to cover sources, but is no test',
    ])
  })
})

test('substance is what does something, over many lines: not types, imports, comments or lists', () => {
  const many = (line: string) => `${line}\n`.repeat(40)
  expect(isOfSubstance(body)).toBe(true)
  expect(isOfSubstance(`export interface A {\n${many('  readonly a: (b: number) => void')}}\n`)).toBe(false)
  expect(isOfSubstance(`${many("export { a } from './a.ts'")}${many('// f => 1')}`)).toBe(false)
  expect(isOfSubstance(`/**\n${many(' * function')}*/\nexport const names = [\n${many("  'a',")}]\n`)).toBe(
    false,
  )
})
