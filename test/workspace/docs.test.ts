/** What docs/training.md, docs/memory.md and docs/models.md show is what runs: each program compiles as strict TypeScript and does what it says. */
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
/** Of the page on models, which need folders, or print nothing. */
const blocks = new Map<string, string>()
let folder = ''

beforeAll(async () => {
  for (const name of ['training', 'memory']) {
    const page = await readFile(join(root, `docs/${name}.md`), 'utf8')
    for (const section of page.split(/^## /m))
      if (section.includes('\n```ts\n')) examples.set(`${name}-${examples.size}.mts`, libraryExample(section))
  }
  const models = await readFile(join(root, 'docs/models.md'), 'utf8')
  for (const [, code = ''] of models.matchAll(/^```ts\n([\s\S]*?)^```$/gm))
    blocks.set(`models-${blocks.size}.mts`, code)
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  folder = await mkdtemp(join(root, 'node_modules/.cache/docs-')) // where the packages are found
  for (const [name, { code }] of examples) await writeFile(join(folder, name), code)
  for (const [name, code] of blocks) await writeFile(join(folder, name), `${code}\nexport {}\n`)
})

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

test('the pages have their programs, and each prints what it says', async () => {
  expect(examples.size).toBe(8)
  for (const [name, { output }] of examples)
    expect((await run('--import', 'tsx', join(folder, name))).trim(), name).toBe(output.trim())
})

test('what the page on models shows without a folder runs', async () => {
  const alone = [...blocks].filter(([, code]) => !code.includes('folderStorage'))
  expect(alone.length).toBeGreaterThan(2)
  for (const [name] of alone) expect(await run('--import', 'tsx', join(folder, name)), name).toBe('')
})

test('each compiles as strict TypeScript', async () => {
  const options = {
    extends: join(root, 'tsconfig.json'),
    include: ['*.mts'],
    // a page may show what it does not use
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')], noUnusedLocals: false },
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options))
  await run(join(root, 'node_modules/typescript/bin/tsc'), '-p', folder)
})
