/** What a user gets: the packages as they are published, in a folder that knows nothing of the workspace. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Example, libraryExample } from './readme.ts'

const root = join(import.meta.dirname, '../..')
const packages = ['tensor', 'autograd', 'bert', 'mlm'] as const
const MINUTES = 60_000

const execute = promisify(execFile)

/** What the command prints; where it fails, the error carries everything that it said. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  try {
    return (await execute(command, args, { cwd, maxBuffer: 2 ** 26 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}: failed in ${cwd}\n${stdout}${stderr}`)
  }
}

/** The pnpm that runs this test, else one that npx finds. */
function pnpm(cwd: string, ...args: string[]): Promise<string> {
  const path = process.env.npm_execpath ?? ''
  if (!/pnpm/.test(path)) return run(cwd, 'npx', '-y', 'pnpm@12', ...args)
  return /\.[cm]?js$/.test(path) ? run(cwd, process.execPath, path, ...args) : run(cwd, path, ...args)
}

const tsc = (cwd: string, ...args: string[]) =>
  run(cwd, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), ...args)

let folder = ''
let example: Example

beforeAll(async () => {
  example = libraryExample(await readFile(join(root, 'README.md'), 'utf8'))
  folder = await mkdtemp(join(tmpdir(), 'cloze-pack-'))
  await pnpm(root, 'build')
  const tarballs: Record<string, string> = {}
  for (const name of packages) {
    const to = join(folder, 'tarballs', name)
    await mkdir(to, { recursive: true })
    await pnpm(join(root, 'packages', name), 'pack', '--pack-destination', to)
    const [file = ''] = await readdir(to)
    tarballs[`@cloze/${name}`] = `file:${join(to, file)}`
  }
  // Overrides too: a tarball asks for its sisters by version, which must not be looked for in a registry.
  const manifest = { private: true, type: 'module', dependencies: tarballs, overrides: tarballs }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await run(
    folder,
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefer-offline',
    '--loglevel=error',
  )
}, 5 * MINUTES)

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

test('each sister package is the one from its tarball, and there once', async () => {
  const { packages: installed } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'))
  const ours = Object.entries<{ resolved?: string }>(installed).filter(([path]) => path.includes('@cloze/'))
  expect(ours.map(([path]) => path).sort()).toEqual(
    packages.map((name) => `node_modules/@cloze/${name}`).sort(),
  )
  for (const [, { resolved }] of ours) expect(resolved).toMatch(/^file:.*\.tgz$/)
})

test.each(packages)('@cloze/%s holds JavaScript and types, and no source or test', async (name) => {
  const files = await readdir(join(folder, 'node_modules/@cloze', name), { recursive: true })
  expect(files).toContain(join('dist', 'index.js'))
  expect(files).toContain(join('dist', 'index.d.ts'))
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file))).toEqual([])
  const manifest = await readFile(join(folder, 'node_modules/@cloze', name, 'package.json'), 'utf8')
  expect(manifest).not.toContain('workspace:')
})

test(
  "the README's example runs from plain JavaScript and prints what it says",
  async () => {
    await writeFile(join(folder, 'example.mjs'), example.code)
    expect((await run(folder, process.execPath, 'example.mjs')).trim()).toBe(example.output.trim())
  },
  MINUTES,
)

test(
  "the README's example compiles as strict TypeScript and prints what it says",
  async () => {
    await writeFile(join(folder, 'example.mts'), example.code)
    const compilerOptions = {
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      module: 'nodenext',
      strict: true,
      typeRoots: [join(root, 'node_modules/@types')],
      types: ['node'],
      outDir: 'compiled',
      rootDir: '.',
    }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['example.mts'] }),
    )
    await tsc(folder, '-p', '.')
    const printed = await run(folder, process.execPath, join('compiled', 'example.mjs'))
    expect(printed.trim()).toBe(example.output.trim())
  },
  MINUTES,
)
