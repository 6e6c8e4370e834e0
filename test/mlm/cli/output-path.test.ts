import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkOutFile, checkOutFolder } from '../../../packages/mlm/src/cli/output-path.ts'
import { root } from './cloze.ts'

test('a file is not written over a folder, nor a folder made of a file', async () => {
  await expect(checkOutFile('--html', tmpdir())).rejects.toThrow(
    `--html ${tmpdir()}: is a folder; name a file`,
  )
  const file = join(root, 'package.json')
  await expect(checkOutFolder('--out', file)).rejects.toThrow(`--out ${file}: is a file; name a folder`)
})

test('what is not there yet, or is what it should be, may be written', async () => {
  await checkOutFile('--out', join(root, 'none'))
  await checkOutFile('--out', join(root, 'package.json'))
  await checkOutFolder('--out', join(root, 'none'))
  await checkOutFolder('--out', tmpdir())
})
