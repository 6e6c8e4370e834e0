/** The programs in examples/ are short, need the two lower packages alone, and print what is written here. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'examples')

const prints: Readonly<Record<string, string>> = {
  'character-rnn.ts': `step 40: loss 1.418
step 80: loss 0.552
step 120: loss 0.188
step 160: loss 0.091
how much wood would a woodchuck chuck if a woodchuck could chuck wood? 
`,
  'spiral.ts': '200 of 200 points are on the right arm\n',
  'xor.ts': `step 50: loss 0.0025
step 100: loss 0.0004
step 150: loss 0.0003
step 200: loss 0.0002
0.0 1.0 1.0 0.0
`,
}

test('every program is here', () => {
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(prints))
})

test.each(Object.entries(prints))('%s', async (name, printed) => {
  const path = join(folder, name)
  const code = readFileSync(path, 'utf8')
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(40)
  const imported = Array.from(code.matchAll(/ from '(.*)'/g), ([, specifier]) => specifier)
  expect(imported).toEqual(['@cloze/autograd', '@cloze/tensor'])
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path], {
    cwd: root,
  })
  expect(stderr).toBe('')
  expect(stdout).toBe(printed)
})
