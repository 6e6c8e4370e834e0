/** What docs/ops.md shows is one program, block after block: it prints what the page says. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Scalar } from '@cloze/tensor'
import { expect, test } from 'vitest'

const root = new URL('../..', import.meta.url)
const page = await readFile(new URL('docs/ops.md', root), 'utf8')

const blocks = (language: string): string =>
  Array.from(
    page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')),
    ([, text]) => text,
  ).join('')

test('the program of docs/ops.md prints what the page says', async () => {
  const run = promisify(execFile)
  const tsx = ['node_modules/tsx/dist/cli.mjs', '--input-type=module', '--eval', blocks('ts')]
  const { stdout, stderr } = await run(process.execPath, tsx, { cwd: root })
  expect(blocks('text')).not.toBe('')
  expect({ stdout, stderr }).toEqual({ stdout: blocks('text'), stderr: '' })
})

test('docs/ops.md lists every method that a body of elementwise has', () => {
  const methods = Object.getOwnPropertyNames(Scalar.prototype).filter((name) => name !== 'constructor')
  const listed = Array.from(page.matchAll(/`(?:condition\.)?(\w+)(?:\(yes, no\))?`/g), ([, name]) => name)
  expect(methods.filter((name) => !listed.includes(name))).toEqual([])
})
