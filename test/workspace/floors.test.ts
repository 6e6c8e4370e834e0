import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from './imports.ts'
import type { Files } from './statements.ts'

const root = join(import.meta.dirname, '../..')

function workspace(): Files {
  const files = new Map<string, string>()
  const add = (path: string) =>
    files.set(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'))
  const addSources = (folder: string) => {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile() && entry.name.endsWith('.ts')) add(join(entry.parentPath, entry.name))
  }
  for (const { name } of readdirSync(join(root, 'packages'), { withFileTypes: true })) {
    add(join(root, 'packages', name, 'package.json'))
    const src = join(root, 'packages', name, 'src')
    addSources(src)
  }
  for (const name of ['bench', 'test', 'harness']) addSources(join(root, name))
  return files
}

test('the workspace keeps the rules', () => {
  const files = workspace()
  expect(files.has('packages/tensor/src/index.ts')).toBe(true)
  expect(violations(files)).toEqual([])
})

const manifest = (dependencies: readonly string[], exports = { '.': './src/index.ts' }) =>
  JSON.stringify({ exports, dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) })

/** A small house in order, with `changes` made to it. */
const house = (changes: Readonly<Record<string, string>> = {}): Files =>
  new Map(
    Object.entries({
      'packages/tensor/package.json': manifest(['seedrandom'], {
        '.': './src/index.ts',
        './extra': './src/extra.ts',
      } as {
        '.': string
      }),
      'packages/tensor/src/index.ts': "export { a } from './a.ts'\n",
      'packages/tensor/src/a.ts': "import seedrandom from 'seedrandom'\nexport const a = seedrandom\n",
      'packages/autograd/package.json': manifest(['@cloze/tensor']),
      'packages/autograd/src/index.ts':
        "import { \n  a, \n } from '@cloze/tensor'\nimport { sep } from 'node:path'\n",
      ...changes,
    }),
  )

describe('the rules', () => {
  test('a house in order has no violation', () => {
    expect(violations(house())).toEqual([])
  })

  test('an import that goes up is caught', () => {
    const files = house({
      'packages/tensor/package.json': manifest(['@cloze/autograd']),
      'packages/tensor/src/a.ts': "import type { Variable } from '@cloze/autograd'\n",
    })
    expect(violations(files)).toEqual([
      "packages/tensor/src/a.ts imports '@cloze/autograd', which is not below tensor",
    ])
  })

  test('a package that imports itself by name is caught', () => {
    const files = house({
      'packages/tensor/package.json': manifest(['@cloze/tensor', 'seedrandom']),
      'packages/tensor/src/b.ts': "import { a } from '@cloze/tensor'\n",
    })
    expect(violations(files)).toEqual([
      "packages/tensor/src/b.ts imports '@cloze/tensor', which is not below tensor",
    ])
  })

  test.each([
    "import { a } from '@cloze/tensor/src/a.ts'\n",
    "export * from '@cloze/tensor/a'\n",
    "const later = await import('@cloze/tensor/a')\n",
    "import '@cloze/tensor/a'\n",
  ])('an import past the index is caught: %s', (source) => {
    const found = violations(house({ 'packages/autograd/src/index.ts': source }))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('past what @cloze/tensor exports')
  })

  test('an import of a path that the package exports is in order', () => {
    expect(
      violations(house({ 'packages/autograd/src/index.ts': "import { b } from '@cloze/tensor/extra'\n" })),
    ).toEqual([])
  })

  test('a relative import that leaves the package is caught', () => {
    const files = house({
      'packages/autograd/src/deep.ts': "import { a } from '../../tensor/src/a.ts'\n",
    })
    expect(violations(files)).toEqual([
      "packages/autograd/src/deep.ts leaves its package by '../../tensor/src/a.ts'",
    ])
  })

  test('a cycle is caught, of types too, and named', () => {
    const files = house({
      'packages/autograd/src/folder/b.ts': "import type { C } from './c.ts'\n",
      'packages/autograd/src/folder/c.ts': "export { d } from './d.ts'\n",
      'packages/autograd/src/folder/d.ts': "import { b } from './b.ts'\n",
    })
    expect(violations(files)).toEqual([
      'cycle: packages/autograd/src/folder/b.ts → packages/autograd/src/folder/c.ts → packages/autograd/src/folder/d.ts → packages/autograd/src/folder/b.ts',
    ])
  })

  test('two folders that import each other are caught, at any depth', () => {
    const files = house({
      'packages/mlm/src/a/one.ts': "import { three } from '../b/deep/three.ts'\n",
      'packages/mlm/src/a/two.ts': 'export const two = 2\n',
      'packages/mlm/src/b/deep/three.ts': 'export const three = 3\n',
      'packages/mlm/src/b/four.ts': "import type { two } from '../a/two.ts'\n",
    })
    expect(violations(files)).toEqual([
      'rooms in a circle: packages/mlm/src/a → packages/mlm/src/b → packages/mlm/src/a (packages/mlm/src/a/one.ts, packages/mlm/src/b/four.ts)',
    ])
  })

  test('a folder and the files beside it that import each other are caught', () => {
    const files = house({
      'packages/mlm/src/list.ts': "import { one } from './kinds/one.ts'\n",
      'packages/mlm/src/kinds/one.ts': "import type { Kind } from '../kind.ts'\n",
      'packages/mlm/src/kind.ts': 'export type Kind = 1\n',
    })
    expect(violations(files)).toEqual([
      'rooms in a circle: packages/mlm/src/. → packages/mlm/src/kinds → packages/mlm/src/. (packages/mlm/src/list.ts, packages/mlm/src/kinds/one.ts)',
    ])
  })

  test('three folders in a circle are caught', () => {
    const files = house({
      'packages/mlm/src/a/a.ts': "import { b } from '../b/b.ts'\n",
      'packages/mlm/src/b/b.ts': 'export const b = 1\n',
      'packages/mlm/src/b/other.ts': "import { c } from '../c/c.ts'\n",
      'packages/mlm/src/c/c.ts': 'export const c = 1\n',
      'packages/mlm/src/c/other.ts': "import { other } from '../a/other.ts'\n",
      'packages/mlm/src/a/other.ts': 'export const other = 1\n',
    })
    expect(violations(files)).toHaveLength(1)
  })

  test('an index that names what is beside and below it is no room that imports', () => {
    const files = house({
      'packages/mlm/src/index.ts': "export { one } from './kinds/one.ts'\n",
      'packages/mlm/src/kinds/index.ts': "export { Kind } from '../kind.ts'\n",
      'packages/mlm/src/kinds/one.ts': "import type { Kind } from '../kind.ts'\n",
      'packages/mlm/src/kind.ts': 'export type Kind = 1\n',
    })
    expect(violations(files)).toEqual([])
  })

  test.each([
    ['bench/a.ts', '../test/gpu/host.ts'],
    ['harness/a.ts', '../test/gpu/host.ts'],
    ['harness/a.ts', '../bench/measure.ts'],
    ['test/gpu/a.test.ts', '../../bench/measure.ts'],
    ['packages/mlm/src/a.ts', '../../../bench/measure.ts'],
  ])('an import between bench and tests is caught: from %s', (file, target) => {
    const found = violations(house({ [file]: `import { a } from '${target}'\n` }))
    expect(found.filter((each) => each.includes('bench and tests'))).toHaveLength(1)
  })

  test('a test of bench may import it', () => {
    expect(
      violations(house({ 'test/bench/a.test.ts': "import { a } from '../../bench/measure.ts'\n" })),
    ).toEqual([])
  })

  test.each(["import { run } from 'cloze'\n", "import { run } from 'cloze/main'\n"])(
    'an import of the command is caught: %s',
    (source) => {
      const found = violations(house({ 'packages/autograd/src/b.ts': source }))
      expect(found[0]).toContain('which is not below autograd')
    },
  )

  test.each(["import { join } from 'node:path'\n", "export { folder } from '../node/storage.ts'\n"])(
    'what needs Node is caught in a room that a page has: %s',
    (source) => {
      const found = violations(house({ 'packages/mlm/src/corpus/a.ts': source }))
      expect(found).toEqual([expect.stringContaining('which no page has')])
    },
  )

  test('the room for Node may need it', () => {
    const files = house({ 'packages/mlm/src/node/a.ts': "import { join } from 'node:path'\n" })
    expect(violations(files)).toEqual([])
  })

  test('two paths to one file are no cycle', () => {
    const files = house({
      'packages/tensor/src/b.ts': "import { a } from './a.ts'\nimport { c } from './c.ts'\n",
      'packages/tensor/src/c.ts': "import { a } from './a.ts'\n",
    })
    expect(violations(files)).toEqual([])
  })

  test('a dependency that is imported and not declared is caught', () => {
    const files = house({ 'packages/tensor/src/b.ts': "import { z } from 'zod/v4'\n" })
    expect(violations(files)).toEqual([
      "packages/tensor/package.json does not declare 'zod', which is imported",
    ])
  })

  test('a dependency that is declared and not imported is caught', () => {
    const files = house({ 'packages/autograd/package.json': manifest(['@cloze/tensor', 'zod']) })
    expect(violations(files)).toEqual([
      "packages/autograd/package.json declares 'zod', which nothing imports",
    ])
  })

  test('an import in a comment does not count', () => {
    const files = house({
      'packages/tensor/src/b.ts':
        "/**\n * @example\n * import { x } from '@cloze/mlm'\n */\n// import y from '@cloze/bert'\n",
    })
    expect(violations(files)).toEqual([])
  })
})
