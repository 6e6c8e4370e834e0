/** What docs/training.md shows is what runs: each of its programs compiles as strict TypeScript and prints what it says. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Example, libraryExample } from './readme.ts'

const root = join(import.meta.dirname, '../..')
const execute = promisify(execFile)
const run = async (...args: string[]) => (await execute(process.execPath, args, { cwd: root })).stdout

const examples = new Map<string, Example>()
let folder = ''

beforeAll(async () => {
  const page = await readFile(join(root, 'docs/training.md'), 'utf8')
  for (const section of page.split(/^## /m))
    if (section.includes('\n```ts\n')) examples.set(`example-${examples.size}.mts`, libraryExample(section))
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  folder = await mkdtemp(join(root, 'node_modules/.cache/docs-')) // where the packages are found
  for (const [name, { code }] of examples) await writeFile(join(folder, name), code)
})

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

test('the page has three programs, and each prints what it says', async () => {
  expect(examples.size).toBe(3)
  for (const [name, { output }] of examples)
    expect((await run('--import', 'tsx', join(folder, name))).trim(), name).toBe(output.trim())
})

test('each compiles as strict TypeScript', async () => {
  const options = {
    extends: join(root, 'tsconfig.json'),
    include: ['*.mts'],
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options))
  await run(join(root, 'node_modules/typescript/bin/tsc'), '-p', folder)
})
