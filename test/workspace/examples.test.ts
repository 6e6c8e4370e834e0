import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { liveTensors, Tensor } from '@cloze/tensor'
import { escaped } from '@cloze/tensor/extend'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checkable, type Example, examplesIn, held, run } from './examples.ts'
import { publicNames, root, sourceFiles } from './public-names.ts'

const names = publicNames()
const examples = sourceFiles().flatMap((path) => examplesIn(path, names))

const titled = (each: Example) => `${each.file}:${each.line}`

/** Files whose examples are compiled and not run here, each with its reason. */
const skipped: ReadonlyMap<string, string> = new Map([
  ['packages/tensor/src/devices/gpu/open.ts', 'needs a GPU; test/gpu opens each kind'],
])

const example = (code: string): Example => ({ file: 'packages/tensor/src/create.ts', line: 1, code, own: [] })

/** Examples that are wrong, as a value, as a name, as a type: what the compiler says, and what running them says. */
const wrong = [
  { code: 'tensor([1, 2]).shape // [3]', runs: '// [3]: [0] is 2, not 3' },
  { code: 'allocate(1)', compiles: "Cannot find name 'allocate'", runs: 'allocate is not defined' },
  { code: 'const shape: string = zeros([2]).shape', compiles: "is not assignable to type 'string'" },
]

/** Runs an example, then disposes of the tensors that no scope of it held. */
async function cleanly(body: () => Promise<void>): Promise<void> {
  const made = new Set<Tensor>()
  const spy = vi.spyOn(Tensor.prototype, escaped).mockImplementation(function (this: Tensor) {
    made.add(this)
  })
  try {
    await body()
  } finally {
    spy.mockRestore()
    for (const tensor of made) tensor.dispose()
  }
}

describe('an example', () => {
  test.each(wrong.filter(({ runs }) => runs))('that is wrong fails: $code', async ({ code, runs }) => {
    await cleanly(() => expect(run(example(code), names)).rejects.toThrow(runs))
  })

  test.each([
    ['1 + 1 // 3', '// 3: is 2, not 3'],
    ['Math.log(2) // 0.694', '// 0.694: is 0.6931471805599453, not 0.694'],
    ['[1, 2] // [1]', '// [1]: has 2 elements, not 1'],
    ['({ a: 1, b: 2 }) // { a: 1 }', 'has 2 fields, not 1'],
    ["'a' // 'b'", '// \'b\': is "a", not "b"'],
    ['1 // about one', "the comment 'about one' is no value"],
    ['1 // throws Error: no', 'nothing is thrown'],
    ["JSON.parse('{') // throws TypeError: no", 'throws SyntaxError'],
  ])('that says %s is wrong', async (code, message) => {
    await expect(run(example(code), names)).rejects.toThrow(message)
  })

  test.each([
    'Math.log(2) // 0.693',
    'Float32Array.of(0.1, -2) // [0.1, -2]',
    'Float32Array.of(0.1) // Float32Array [0.1]',
    '[1, 2, 3] // [1, …]',
    "({ a: 1, 'b-c': [NaN, undefined] }) // { a: 1, 'b-c': [NaN, undefined] }",
    '({ a: 1, b: 2 }) // { a: 1, … }',
    "new TextDecoder('none') // throws RangeError: The…",
    'const note = 1 // anything, since no value is asked for',
  ])('that says %s is right', async (code) => {
    await run(example(code), names)
  })
})

describe('the examples of docstrings', () => {
  let complaints = ''
  let folder = ''
  const pathOf = (each: Example) => join(folder, `${titled(each).replaceAll(/[/:]/g, '-')}.mts`)

  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'node_modules/.examples-'))
    const files = [...examples, ...wrong.map(({ code }, line) => ({ ...example(code), file: 'wrong', line }))]
    for (const each of files) await writeFile(pathOf(each), checkable(each, names, pathOf(each)))
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, verbatimModuleSyntax: false }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.mts'] }),
    )
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const result = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      maxBuffer: 2 ** 26,
    }).catch((error: { stdout: string }) => error)
    complaints = result.stdout
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const of = (file: string) => complaints.split('\n').filter((line) => line.includes(file))

  test('are there, and most say what they give', () => {
    const holding = examples.filter(({ code }) => held(code).count > 0)
    expect(holding.length).toBeGreaterThan(examples.length * 0.7)
    expect(examples.length).toBeGreaterThan(100)
  })

  test('compile as strict TypeScript, and the wrong ones do not', () => {
    wrong.forEach(({ compiles }, line) => {
      const said = of(`wrong-${line}.mts`)
      expect(said).toEqual(compiles === undefined ? [] : [expect.stringContaining(compiles)])
    })
    expect(complaints.split('\n').filter((line) => line.trim() && !/wrong-\d\.mts/.test(line))).toEqual([])
  })

  test.each(examples.filter(({ file }) => !skipped.has(file)).map((each) => [titled(each), each] as const))(
    '%s',
    async (_, each) => {
      const before = liveTensors()
      const log = vi.spyOn(console, 'log').mockImplementation(() => {})
      try {
        await cleanly(() => run(each, names))
        expect(log).not.toHaveBeenCalled()
      } finally {
        log.mockRestore()
      }
      // Fewer where what another file let go of was collected meanwhile.
      expect(liveTensors()).toBeLessThanOrEqual(before)
    },
  )

  test.each([...skipped])('%s is left out: %s', (file) => {
    expect(examples.some((each) => each.file === file)).toBe(true)
  })
})
