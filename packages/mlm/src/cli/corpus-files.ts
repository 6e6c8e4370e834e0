/** The files that the command line names: files, folders, globs, standard input. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import type { CorpusFile } from '../corpus/file.ts'
import { UsageError } from './exit.ts'
import { isMissing } from './named-file.ts'

/** What a folder is searched for; a glob or a file's own name takes any other. */
const inFolders = ['txt', 'text', 'md', 'jsonl', 'ndjson', 'json', 'csv', 'tsv'].flatMap((end) => [
  `**/*.${end}`,
  `**/*.${end}.gz`,
])

const STANDARD_INPUT = '-'

/** Bytes that are read at a time. */
const CHUNK = 2 ** 20

/** A file of the corpus; without a size it can be read once only, as standard input and pipes. */
export interface NamedFile extends CorpusFile {
  /** In bytes. */
  readonly size: number | undefined
}

export async function regularFile(path: string): Promise<NamedFile> {
  const found = await stat(path)
  return {
    name: path,
    size: found.isFile() ? found.size : undefined,
    open: () => createReadStream(path, { highWaterMark: CHUNK }),
  }
}

/**
 * The files of a corpus in the order of their names on the command line, those of a folder or a glob in the order of
 * their paths; a file that is named twice is there once.
 * @throws UsageError on a name that is no file, a folder without text, or a glob that matches nothing
 */
export async function corpusFiles(names: readonly string[]): Promise<NamedFile[]> {
  const files = new Map<string, NamedFile>()
  for (const name of names)
    if (name === STANDARD_INPUT)
      files.set(name, { name: 'standard input', size: undefined, open: () => process.stdin })
    else
      for (const path of await pathsOf(name))
        if (!files.has(resolve(path))) files.set(resolve(path), await regularFile(path))
  return [...files.values()]
}

async function pathsOf(name: string): Promise<string[]> {
  const kind = await kindOf(name)
  if (kind === 'file') return [name]
  if (kind === 'folder') {
    const found = await glob(inFolders, { cwd: name, caseSensitiveMatch: false })
    if (found.length === 0)
      throw new UsageError(
        `${name}: a folder without text: it has no file that ends in .txt, .text, .md, .jsonl, .ndjson, .json, .csv or .tsv, or one of them with .gz; name its files, as '${name}/*'`,
      )
    return found.sort().map((path) => `${name.replace(/\/+$/, '')}/${path}`)
  }
  if (!isDynamicPattern(name)) throw new UsageError(`${name}: there is no such file`)
  const found = await glob(name, { absolute: isAbsolute(name) })
  if (found.length === 0) throw new UsageError(`${name}: no file matches`)
  return found.sort()
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
