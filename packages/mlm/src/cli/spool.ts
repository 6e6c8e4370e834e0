import { createWriteStream, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type NamedFile, regularFile } from './corpus-files.ts'

/**
 * Files that can be opened again and again: what can be read once only, as standard input or a pipe, goes to a temporary
 * file first, which is removed when the process ends.
 */
export async function readableAgain(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const found: NamedFile[] = []
  for (const file of files) found.push(file.size === undefined ? await spooled(file) : file)
  return found
}

async function spooled(file: NamedFile): Promise<NamedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'cloze-input-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'input')
  await pipeline(Readable.from(file.open()), createWriteStream(path))
  return { ...(await regularFile(path)), name: file.name }
}
