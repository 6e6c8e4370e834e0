import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloze, root } from './cloze.ts'

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'packages/cloze/package.json'), 'utf8'))
  expect(await cloze(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})
