/** Corpora from files. */
import { readFile } from 'node:fs/promises'
import { parseDocuments } from '../corpus/text.ts'
import { codeOf } from '../node-errors.ts'
import { UsageError } from './exit.ts'

/** The bytes of a file that was named on the command line. */
export async function readNamed(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') throw new UsageError(`${path}: there is no such file`)
    if (code === 'EISDIR') throw new UsageError(`${path}: is a folder; name a text file`)
    throw error
  }
}

/** What `--corpus` names: the embedded grammar, or the documents of all files, in their order. */
export async function readCorpus(names: readonly string[]): Promise<'grammar' | readonly string[]> {
  if (!names.includes('grammar')) return readDocuments(names)
  if (names.length > 1)
    throw new UsageError(
      `--corpus ${names.join(' ')}: name the grammar or text files, not both; ./grammar is a file of that name`,
    )
  return 'grammar'
}

async function readDocuments(paths: readonly string[]): Promise<string[]> {
  const documents: string[] = []
  for (const path of paths) documents.push(...parseDocuments(await readNamed(path), path))
  return documents
}
