import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nextSteps } from '../../packages/cloze/src/next-steps.ts'
import { root } from './cloze.ts'

const commands = (text: string) => text.split('\n').filter((line) => /pnpm\S* cloze /.test(line))

test('what is suggested after the first run needs Node alone, and there are three commands', () => {
  const suggested = commands(nextSteps('runs/grammar'))
  expect(suggested).toHaveLength(3)
  for (const line of suggested) expect(line).toMatch(/^ {2}npx -y pnpm@12 cloze /)
})

test('a file that the newcomer has to bring is said to be one', () => {
  expect(nextSteps('runs/grammar')).toMatch(/a text file of yours in the place of (\S+),.*\n.*--corpus \1 /)
})

test.for(['README.md', 'README.zh-CN.md'])('the commands in %s need Node alone', async (name) => {
  const found = commands(await readFile(join(root, name), 'utf8'))
  expect(found.length).toBeGreaterThan(0)
  for (const line of found) expect(line).toMatch(/^npx -y pnpm@12 cloze /)
})
