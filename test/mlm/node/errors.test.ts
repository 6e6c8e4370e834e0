import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  ifExists,
  OutputError,
  withReadErrors,
  withWriteErrors,
} from '../../../packages/mlm/src/node/errors.ts'

const missing = () => readFile('/no/such/file')
const folder = () => readFile('/')
const own = async () => {
  throw new TypeError('no error of the system')
}

test('what is not there is nothing; what cannot be read is an error', async () => {
  expect(await ifExists(missing())).toBeUndefined()
  await expect(ifExists(folder())).rejects.toThrow('EISDIR')
})

test('an error of the system names the path as it was given, and says why in words', async () => {
  await expect(withReadErrors('in.txt', folder)).rejects.toThrow(
    'in.txt: can not be read: illegal operation on a directory',
  )
  await expect(withWriteErrors('out', missing)).rejects.toThrow(
    new OutputError('out: can not be written: no such file or directory'),
  )
})

test('an error that is not of the system stays as it is', async () => {
  await expect(withWriteErrors('out', own)).rejects.toThrow(new TypeError('no error of the system'))
})
