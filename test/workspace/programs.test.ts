/** The programs in examples/ are short, need the two lower packages alone, and print what is written here. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { libraryExample } from './readme.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'examples')

const prints: Readonly<Record<string, string>> = {
  'character-rnn.ts': `step 20: loss 0.588
step 40: loss 0.157
step 60: loss 0.041
step 80: loss 0.016
how much wood would a woodchuck chuck if a woodchuck could chuck wood? 
`,
  'spiral.ts': '200 of 200 points are on the right arm\n',
  'xor.ts': `step 50: loss 0.00946
step 100: loss 0.0000252
step 150: loss 1.78e-7
step 200: loss 3.00e-7
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

test('the page on training shows the program of exclusive or, and what it prints', () => {
  const code = readFileSync(join(folder, 'xor.ts'), 'utf8')
  const shown = libraryExample(readFileSync(join(root, 'docs/training.md'), 'utf8'))
  expect(shown).toEqual({ code: code.slice(code.indexOf('import')), output: prints['xor.ts'] })
})
