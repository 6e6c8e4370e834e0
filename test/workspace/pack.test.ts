/** What a user gets: the packages as they are published, in a folder that knows nothing of the workspace. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../harness/gpu/browser.ts'
import { lacking } from '../../harness/gpu/modes.ts'
import { type File, serve } from '../../harness/gpu/serve.ts'
import { attw, complaints, libraries, packages, pnpm, publishedAs, root, run, tsc } from './packed.ts'
import { type Example, libraryExample } from './readme.ts'

const MINUTES = 60_000

/** A name of each room of `@cloze/mlm`, and a type of it. */
const rooms = [
  ['tokenizer', 'trainTokenizer', 'Encoding'],
  ['corpus', 'readDocuments', 'CorpusFile'],
  ['masking', 'maskingStatistics', 'MaskingStrategy'],
  ['augmentation', 'augmenter', 'Resources'],
  ['data', 'packDocuments', 'Sequence'],
  ['training', 'train', 'LossContext'],
  ['pretraining', 'readRecord', 'RunRecord'],
  ['inference', 'fillMask', 'FillMaskPrediction'],
  ['evaluation', 'pairedInterval', 'ConfidenceInterval'],
  ['node', 'folderStorage', undefined],
] as const

let folder = ''
let example: Example
const tarballs = new Map<string, string>()

beforeAll(async () => {
  example = libraryExample(await readFile(join(root, 'README.md'), 'utf8'))
  folder = await mkdtemp(join(tmpdir(), 'cloze-pack-'))
  await pnpm(root, 'build')
  for (const name of packages) {
    const to = join(folder, 'tarballs', name)
    await mkdir(to, { recursive: true })
    await pnpm(join(root, 'packages', name), 'pack', '--pack-destination', to)
    const [file = ''] = await readdir(to)
    tarballs.set(publishedAs(name), join(to, file))
  }
  // Overrides too: a tarball asks for its sisters by version, which must not be looked for in a registry.
  const dependencies = Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`]))
  const manifest = { private: true, type: 'module', dependencies, overrides: dependencies }
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
  const ours = Object.entries<{ resolved?: string }>(installed).filter(([path]) =>
    /(?:@cloze\/|\/cloze$)/.test(path),
  )
  expect(ours.map(([path]) => path).sort()).toEqual(
    packages.map((name) => `node_modules/${publishedAs(name)}`).sort(),
  )
  for (const [, { resolved }] of ours) expect(resolved).toMatch(/^file:.*\.tgz$/)
})

test.each(libraries)('@cloze/%s holds JavaScript and types, and no source or test', async (name) => {
  const files = await readdir(join(folder, 'node_modules/@cloze', name), { recursive: true })
  expect(files).toContain(join('dist', 'index.js'))
  expect(files).toContain(join('dist', 'index.d.ts'))
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file))).toEqual([])
  const manifest = await readFile(join(folder, 'node_modules/@cloze', name, 'package.json'), 'utf8')
  expect(manifest).not.toContain('workspace:')
})

test.concurrent.each(libraries)('@cloze/%s has types that are what its manifest says', async (name) => {
  await attw(folder, tarballs.get(publishedAs(name)) ?? '')
})

test.each(packages)('the manifest of %s is what it says', async (name) => {
  expect(await complaints(join(folder, 'node_modules', publishedAs(name)))).toEqual([])
})

test('a manifest that names types that are not there is caught by both checks', async () => {
  const broken = join(folder, 'broken')
  await cp(join(folder, 'node_modules/@cloze/autograd'), broken, { recursive: true })
  const manifest = JSON.parse(await readFile(join(broken, 'package.json'), 'utf8'))
  manifest.exports['.'].types = './dist/nowhere.d.ts'
  await writeFile(join(broken, 'package.json'), JSON.stringify(manifest))
  expect(await complaints(broken)).toEqual([expect.stringContaining('./dist/nowhere.d.ts')])
  await run(broken, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder)
  await expect(attw(folder, join(folder, `cloze-autograd-${manifest.version}.tgz`))).rejects.toThrow(
    'Used fallback condition',
  )
})

test(
  "the README's example runs from plain JavaScript and prints what it says",
  async () => {
    await writeFile(join(folder, 'example.mjs'), example.code)
    expect((await run(folder, process.execPath, 'example.mjs')).trim()).toBe(example.output.trim())
  },
  MINUTES,
)

test('the program of docs/outside.md prints what it says, from an ES module and by require', async () => {
  const page = await readFile(join(root, 'docs/outside.md'), 'utf8')
  const [, code = '', says = ''] = /^```js\n([\s\S]*?\/\/ (tensor.*)\n)```$/m.exec(page) ?? []
  await writeFile(join(folder, 'first.mjs'), code)
  expect((await run(folder, process.execPath, 'first.mjs')).trim()).toBe(says)
  await writeFile(join(folder, 'first.cjs'), "console.log(String(require('@cloze/tensor').tensor([2, 4])))")
  expect((await run(folder, process.execPath, 'first.cjs')).trim()).toBe(says)
})

test('every subpath of @cloze/mlm is there in plain JavaScript', async () => {
  const { exports } = JSON.parse(await readFile(join(root, 'packages/mlm/package.json'), 'utf8'))
  expect(rooms.map(([room]) => `./${room}`)).toEqual(Object.keys(exports).filter((path) => path !== '.'))
  const lines = rooms.map(
    ([room, name]) =>
      `import { ${name} as ${room} } from '@cloze/mlm/${room}'\nconsole.log('${room}', typeof ${room})`,
  )
  await writeFile(join(folder, 'rooms.mjs'), lines.join('\n'))
  expect((await run(folder, process.execPath, 'rooms.mjs')).trim().split('\n')).toEqual(
    rooms.map(([room]) => `${room} function`),
  )
})

test.each([
  '@cloze/mlm/dist/corpus/lines.js',
  '@cloze/mlm/corpus/lines',
  '@cloze/mlm/corpus/index.js',
  'cloze/dist/main.js',
])('a deep import past an index is refused: %s', async (path) => {
  await writeFile(join(folder, 'deep.mjs'), `await import('${path}')\n`)
  await expect(run(folder, process.execPath, 'deep.mjs')).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED')
})

test(
  'npx cloze is the command: its version, and a model that it trains and asks',
  async () => {
    const cloze = (...args: string[]) => run(folder, 'npx', '--no-install', 'cloze', ...args)
    const { version } = JSON.parse(await readFile(join(root, 'packages/cloze/package.json'), 'utf8'))
    expect((await cloze('--version')).trim()).toBe(version)
    const { sha256 } = JSON.parse(await cloze('pretrain', '--steps', '2', '--out', 'run', '--json'))
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    const { predictions } = JSON.parse(await cloze('fill-mask', 'run', 'the dogs [MASK]', '--json'))
    expect(predictions).toHaveLength(1)
  },
  2 * MINUTES,
)

test('the library brings none of the command line', async () => {
  const { dependencies } = JSON.parse(
    await readFile(join(folder, 'node_modules/@cloze/mlm/package.json'), 'utf8'),
  )
  for (const name of ['commander', 'cli-progress', 'picocolors', 'string-width', 'tinyglobby'])
    expect(Object.keys(dependencies)).not.toContain(name)
})

test(
  "the README's example compiles as strict TypeScript and prints what it says, and every subpath has its types",
  async () => {
    await writeFile(join(folder, 'example.mts'), example.code)
    await writeFile(
      join(folder, 'rooms.mts'),
      rooms
        .map(
          ([room, name, type]) =>
            `import { ${name}${type ? `, type ${type}` : ''} } from '@cloze/mlm/${room}'`,
        )
        .concat(`export const found: readonly object[] = [${rooms.map(([, name]) => name).join(', ')}]`)
        .concat(`export type Found = ${rooms.flatMap(([, , type]) => type ?? []).join(' | ')}`)
        .join('\n'),
    )
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
      JSON.stringify({ compilerOptions, files: ['example.mts', 'rooms.mts'] }),
    )
    await tsc(folder, '-p', '.')
    const printed = await run(folder, process.execPath, join('compiled', 'example.mjs'))
    expect(printed.trim()).toBe(example.output.trim())
  },
  MINUTES,
)

/** What a user writes: a small BERT that learns the grammar on a device of the page. */
const training = `
import { BertForMaskedLM } from '@cloze/bert'
import { bertRecipe, grammarSource, maskedLanguageModel, train, trainingBatches } from '@cloze/mlm'
import { cpu, openGpu } from '@cloze/tensor'

globalThis.trainOn = async (mode) => {
  const device = mode === 'cpu' ? cpu : await openGpu({ mode })
  const { tokenizer, training, longest } = grammarSource(1)
  const model = new BertForMaskedLM(
    {
      vocabSize: tokenizer.vocabularySize,
      hiddenSize: 32,
      numHiddenLayers: 1,
      numAttentionHeads: 2,
      intermediateSize: 64,
      maxPositionEmbeddings: longest,
    },
    { device, seed: 1 },
  )
  const losses = []
  await train(maskedLanguageModel(model), {
    batches: trainingBatches({ sequences: training, batchSize: 16, seed: 1, masking: { tokenizer } }),
    ...bertRecipe({ learningRate: 1e-2, warmup: 3, steps: 30 }),
    steps: 30,
    seed: 1,
    hooks: [{ onLog: ({ loss }) => void losses.push(loss) }],
  })
  return losses
}
`

/** The project of a user, bundled: its files by path. */
async function bundled(): Promise<Map<string, File>> {
  await cp(join(root, 'packages/tensor/node_modules/gpu.js'), join(folder, 'node_modules/gpu.js'), {
    recursive: true,
    dereference: true,
  })
  await writeFile(join(folder, 'main.js'), training)
  await writeFile(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>')
  await build({ root: folder, logLevel: 'error', build: { target: 'es2022' } })
  const types = { '.html': 'text/html', '.js': 'text/javascript' } as const
  const files = new Map<string, File>()
  for (const path of await readdir(join(folder, 'dist'), { recursive: true })) {
    const [, type] = Object.entries(types).find(([end]) => path.endsWith(end)) ?? []
    if (type) files.set(`/${path}`, { type, body: await readFile(join(folder, 'dist', path)) })
  }
  return files
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('a page that Vite bundles from the packages', () => {
  const reason = lacking('webgl2')
  if (reason && !process.env.CI) return test.skip(`left out: ${reason}`, () => {})

  test(
    'trains on webgl2, on webgpu, and on cpu with the bits that Node gives',
    async () => {
      const site = await serve(await bundled())
      const browser = await openBrowser()
      try {
        const page = await browser.newPage()
        const complaints: string[] = []
        page.on('pageerror', (error) => complaints.push(String(error)))
        page.on('console', (message) => {
          if (message.type() === 'error' && !/favicon|404/.test(message.text()))
            complaints.push(message.text())
        })
        await page.goto(site.url)
        await page.waitForFunction(() => 'trainOn' in globalThis)
        const trainOn = (mode: string): Promise<number[]> =>
          page.evaluate(
            (on) =>
              (globalThis as typeof globalThis & { trainOn(on: string): Promise<number[]> }).trainOn(on),
            mode,
          )
        for (const mode of ['webgl2', 'webgpu', 'cpu']) {
          const losses = await trainOn(mode)
          expect(losses).toHaveLength(30)
          expect(mean(losses.slice(-5)), mode).toBeLessThan(mean(losses.slice(0, 5)) - 0.2)
        }
        const script = `${training.replace('globalThis.trainOn =', 'const trainOn =')}\nconsole.log(JSON.stringify(await trainOn('cpu')))`
        await writeFile(join(folder, 'train.mjs'), script)
        expect(await trainOn('cpu')).toEqual(JSON.parse(await run(folder, process.execPath, 'train.mjs')))
        expect(complaints).toEqual([])
      } finally {
        await browser.close()
        await site.close()
      }
    },
    3 * MINUTES,
  )
})
