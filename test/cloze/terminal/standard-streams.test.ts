/** Every command, with a stdout that takes nothing: a full disk, or a reader that has gone. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { program, within } from '../../../packages/cloze/src/program.ts'
import { root } from '../cloze.ts'
import { mounted } from '../mounts.ts'
import { saveTinyModel } from '../tiny-model.ts'

let work: string
const at = (...names: string[]) => join(work, ...names)
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-streams-'))
  const sentences = Array.from({ length: 8 }, (_, i) => `the cat ${i} sat on a mat`)
  await writeFile(at('in.txt'), sentences.join('\n\n'))
  await saveTinyModel(at('model'))
})
afterAll(() => rm(work, { recursive: true }))

const reference = ['--device', 'reference']
const commands: Readonly<Record<string, () => readonly string[]>> = {
  augment: () => [at('in.txt'), '--augment', 'swap'],
  'corpus inspect': () => [at('in.txt')],
  evaluate: () => [at('model'), '--corpus', at('in.txt'), '--part', 'all', ...reference],
  'fill-mask': () => [at('model'), 'the [MASK]', ...reference],
  'mask show': () => [at('in.txt')],
  pretrain: () => [
    ...['--corpus', at('in.txt'), '--vocab-size', '40', '--sequence-length', '8', '--steps', '1'],
    ...['--batch-size', '2', '--threads', '1', '--out', at('run'), '--overwrite'],
  ],
  'tokenizer encode': () => [at('model'), 'the cat'],
  'tokenizer train': () => ['--corpus', at('in.txt'), '--out', at('tokenizer'), '--overwrite'],
}

test('these are all commands', () => {
  const leaves = within(program()).filter(({ commands }) => commands.length === 0)
  const names = leaves.map((leaf) => `${leaf.parent?.parent ? `${leaf.parent.name()} ` : ''}${leaf.name()}`)
  expect(names.sort()).toEqual(Object.keys(commands))
})

/** @param stdout the file where it goes; where left out, a pipe that nobody reads */
function ends(args: readonly string[], stdout?: number): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'packages/cloze/src/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  })
  if (stdout !== undefined) closeSync(stdout)
  child.stdout?.destroy()
  let stderr = ''
  child.stderr?.on('data', (bytes) => {
    stderr += bytes
  })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr })))
}

describe('a full disk is one line and a failure, and a reader that has gone is none', () => {
  for (const [name, args] of Object.entries(commands))
    test(name, async () => {
      const full = await ends([...name.split(' '), ...args()], openSync('/dev/full', 'w'))
      expect(full.status, full.stderr).toBe(1)
      const errors = full.stderr.split('\n').filter((line) => line.startsWith('cloze: '))
      expect(errors).toEqual(['cloze: standard output: can not be written: no space left on device'])
      const closed = await ends([...name.split(' '), ...args()])
      expect(closed.status, closed.stderr).toBe(0)
      for (const { stderr } of [full, closed]) expect(stderr).not.toMatch(/^ +at /m)
      expect(closed.stderr).not.toContain('cloze: ')
    })
})

test('a result that fits only in part on a disk is a failure', async ({ skip }) => {
  const disk = await mounted(at('small'), 'size=8k')
  if (typeof disk === 'string') return skip(disk)
  await using _ = disk
  const output = openSync(at('small/out.json'), 'w')
  const { status, stderr } = await ends(['mask', 'show', 'grammar', '--json', '--examples', '1000'], output)
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'cloze: standard output: can not be written: no space left on device\n',
  })
})
