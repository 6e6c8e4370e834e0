import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { temporaryPathIn, withWriteErrors } from '@cloze/mlm/node'
import { CHUNK, type NamedFile } from './corpus-files.ts'

/**
 * Files that can be opened again and again: what can be read once only, as standard input or a pipe, goes to a temporary
 * file first. That has no name any more when it is read, so that nothing is left however the process ends.
 */
export async function readableAgain(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const found: NamedFile[] = []
  for (const file of files) found.push(file.size === undefined ? await spooled(file) : file)
  return found
}

/** Kept open to the end: who closed one that is no longer referred to would close what others read. */
const kept: unknown[] = []

async function spooled(file: NamedFile): Promise<NamedFile> {
  const folder = tmpdir()
  const temporary = temporaryPathIn(folder)
  const copy = await withWriteErrors(folder, () => open(temporary.path, 'wx+', 0o600))
  kept.push(copy)
  await rm(temporary.path)
  temporary.release()
  for await (const chunk of file.open()) await withWriteErrors(folder, () => copy.appendFile(chunk))
  const { size } = await copy.stat()
  const options = { fd: copy.fd, start: 0, autoClose: false, highWaterMark: CHUNK }
  return { name: file.name, size, open: () => createReadStream('', options) }
}
