/** What signals do to a process of the command. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from './cloze.ts'

let work: string
const at = (...names: string[]) => join(work, ...names)
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-signals-'))
  const sentences = Array.from({ length: 40 }, (_, i) => `The cat ${i % 3} sat on a mat.`)
  await writeFile(at('text.txt'), sentences.join('\n\n'))
})
afterEach(() => rm(work, { recursive: true }))

/** A command in a process group of its own, as a terminal gives it. */
function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { cwd: root, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (bytes) => (texts[name] += bytes))
  const ended = once(child, 'close').then(([status, signal]) => ({ status, signal, ...texts }))
  return {
    child,
    ended,
    /** To every process of the group. */
    signal: (name: NodeJS.Signals) => process.kill(-(child.pid ?? Number.NaN), name),
    async says(text: string): Promise<void> {
      while (!texts.stderr.includes(text)) await once(child.stderr, 'data')
    },
  }
}

const cloze = ['--import', 'tsx', 'packages/cloze/src/main.ts']
const pretrain = (...more: string[]) => [
  ...[
    'pretrain',
    '--corpus',
    at('text.txt'),
    '--vocab-size',
    '60',
    '--sequence-length',
    '16',
    '--threads',
    '1',
  ],
  ...['--steps', '4000', '--batch-size', '2', '--evaluate-every', '10', '--out', at('run'), ...more],
]

/** A program that runs another, passes Ctrl-C on to it, and ends as it does. */
const passesOn = `
  const child = require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' })
  process.on('SIGINT', () => child.kill('SIGINT'))
  child.on('close', (status) => process.exit(status ?? 1))
`

/** More than a pipe holds, so that it is written only when it is read. */
const beyondPipes = 'The cat sat. '.repeat(2 ** 18)

describe('a run that is stopped', () => {
  test.for(['SIGTERM', 'SIGHUP'] as const)('by %s saves, and ends well', async (name) => {
    const run = start(process.execPath, [...cloze, ...pretrain('--json')])
    await run.says('step 20: validation')
    run.child.kill(name)
    const { status, stdout, stderr } = await run.ended
    expect(status, stderr).toBe(0)
    const { steps } = JSON.parse(stdout)
    expect(steps).toBeLessThan(4000)
    expect(JSON.parse(await readFile(at('run/trainer.json'), 'utf8'))).toMatchObject({ steps })
    expect((await readdir(at('run'))).filter((file) => file.startsWith('.'))).toEqual([])
  })

  test('by a signal to its whole group, which the programs between pass on, saves too', async () => {
    const run = start(process.execPath, ['--eval', passesOn, '--', process.execPath, ...cloze, ...pretrain()])
    await run.says('step 20: validation')
    run.signal('SIGINT')
    const { status, stderr } = await run.ended
    expect(status, stderr).toBe(0)
    expect(stderr.match(/Stopping after this step/g)).toHaveLength(1)
    expect(await readdir(at('run'))).toEqual(expect.arrayContaining(['config.json', 'model.safetensors']))
  })

  test('while its text is still read leaves nothing, and ends as the signal says', async () => {
    const run = start(process.execPath, [...cloze, ...pretrain().with(2, '-')])
    await new Promise((resolve) => run.child.stdin.write(beyondPipes, resolve))
    run.child.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ signal: 'SIGTERM', stdout: '' })
    expect(await readdir(work)).toEqual(['text.txt'])
  })
})

test('a file that is not finished is not there', async () => {
  const run = start(process.execPath, [
    ...cloze,
    'augment',
    '-',
    '--augment',
    'swap',
    '--out',
    at('more.txt'),
  ])
  run.child.stdin.write('The cat sat on the mat.\n\n')
  while ((await readdir(work)).length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  run.child.kill('SIGTERM')
  expect(await run.ended).toMatchObject({ signal: 'SIGTERM', stdout: '' })
  expect(await readdir(work)).toEqual(['text.txt'])
})
