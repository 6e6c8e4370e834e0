/** The files that the command line names: files, folders, globs, standard input. */
import { createReadStream, fstatSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { type CorpusFile, listExtensions, textExtensions } from '@cloze/mlm/corpus'
import { ifExists, linkTarget, withReadErrors } from '@cloze/mlm/node'
import { glob, isDynamicPattern } from 'tinyglobby'
import { UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'
import { identityOf, kindOfPassage, leadsTo, textFilesIn } from './text-files.ts'

const standardInput = ['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']

/** Bytes that are read at a time. */
export const CHUNK = 2 ** 20

/** A file of the corpus; without a size it can be read once only, as standard input and pipes. */
export interface NamedFile extends CorpusFile {
  /** In bytes. */
  readonly size: number | undefined
}

/**
 * The files of a corpus in the order of their names on the command line, those of a folder or a glob in the order of
 * their paths. A file that several names lead to, by links too, is there once. Says what is left out of folders and globs:
 * what is no file, and links to nothing.
 * @param passedOver called with each folder that is named, and each file in it that has no end of text
 * @throws UsageError on a name that is no file, a folder without text, or a glob that matches nothing
 */
export async function corpusFiles(
  names: readonly string[],
  passedOver: (folder: string, path: string) => void,
): Promise<NamedFile[]> {
  const files = new Map<string, NamedFile>()
  const leftOut: string[] = []
  for (const name of names)
    if (standardInput.includes(name)) {
      const identity = identityOf(fstatSync(0, { bigint: true }))
      if (!files.has(identity))
        files.set(identity, { name: 'standard input', size: undefined, open: () => process.stdin })
    } else
      for (const path of await pathsOf(
        name,
        (left, why) => leftOut.push(`${left} (${why})`),
        (other) => passedOver(name, other),
      )) {
        const found = await withReadErrors(path, () => stat(path, { bigint: true }))
        const identity = identityOf(found)
        if (files.has(identity)) continue
        files.set(identity, {
          name: path,
          size: found.isFile() ? Number(found.size) : undefined,
          open: () => createReadStream(path, { highWaterMark: CHUNK }),
        })
      }
  if (leftOut.length > 0) say(`Files left out: ${[...new Set(leftOut)].join(', ')}.`)
  return [...files.values()]
}

async function pathsOf(
  name: string,
  leftOut: (path: string, why: string) => void,
  passedOver: (path: string) => void,
): Promise<readonly string[]> {
  const kind = await kindOf(name)
  if (kind === 'file') return [name]
  if (kind === 'folder') {
    const found = await textFilesIn(name, leftOut, passedOver)
    if (found.length === 0)
      throw new UsageError(
        `${name}: a folder without text: it has no file that ends in ${listExtensions(textExtensions, 'or')}, or one of them with .gz; name its files, as '${name}/*'`,
      )
    return found
  }
  if ((await linkTarget(name).catch(() => undefined)) !== undefined)
    throw new UsageError(`${name}: is a link to nothing`)
  if (!isDynamicPattern(name)) throw new UsageError(`${name}: there is no such file`)
  const matches = (await glob(name, { absolute: isAbsolute(name) })).sort()
  const found = await filesAmong(matches, leftOut)
  if (found.length === 0) throw new UsageError(`${name}: no file matches`)
  return found
}

/** Of what matches a glob, each file once: by its own name, if that matches too, before that of a link. */
async function filesAmong(
  matches: readonly string[],
  leftOut: (path: string, why: string) => void,
): Promise<string[]> {
  const files: { path: string; identity: string; own: boolean }[] = []
  for (const path of matches) {
    const found = await leadsTo(path)
    const passage = found && kindOfPassage(found)
    if (found === undefined) leftOut(path, 'a link to nothing')
    else if (passage !== undefined) leftOut(path, passage)
    else if (found.isFile())
      files.push({ path, identity: identityOf(found), own: (await realpath(path)) === resolve(path) })
  }
  const named = new Map<string, string>()
  for (const { path, identity } of [...files.filter(({ own }) => own), ...files])
    if (!named.has(identity)) named.set(identity, path)
  return [...named.values()].sort()
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await withReadErrors(path, () => ifExists(stat(path)))
  return found && (found.isDirectory() ? 'folder' : 'file')
}
