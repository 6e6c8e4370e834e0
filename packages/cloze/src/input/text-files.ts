import type { BigIntStats, Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { textFileName } from '@cloze/mlm/corpus'
import { hasCode, withReadErrors } from '@cloze/mlm/node'

/** What tells a file from every other, whatever name leads to it. */
export const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`

/** What can't be read again and again as a file can, in words; nothing of files and folders. */
export function kindOfPassage(found: BigIntStats): string | undefined {
  if (found.isFIFO()) return 'a pipe'
  if (found.isSocket()) return 'a socket'
  return found.isFile() || found.isDirectory() ? undefined : 'a device'
}

/** What a path leads to; nothing where a link leads nowhere, or in a circle. */
export const leadsTo = (path: string): Promise<BigIntStats | undefined> =>
  withReadErrors(path, () =>
    stat(path, { bigint: true }).catch((error) => {
      if (hasCode(error, 'ENOENT', 'ELOOP', 'ENOTDIR')) return undefined
      throw error
    }),
  )

/**
 * The files of text below a folder, past links, by their paths; hidden ones are not looked at. Each folder and each file is
 * there once, whatever leads to it: under its own name before that of a link, so that links in a circle end.
 * @param leftOut called with what has a name of text and isn't a file, and with links to nothing
 * @param passedOver called with each file that has no name of text
 */
export async function textFilesIn(
  folder: string,
  leftOut: (path: string, why: string) => void,
  passedOver: (path: string) => void,
): Promise<string[]> {
  const seen = new Set<string>()
  const seenOthers = new Set<string>()
  const isNew = (found: BigIntStats, before = seen): boolean => {
    const count = before.size
    return before.add(identityOf(found)).size > count
  }
  const files: string[] = []
  let links: string[] = []

  async function visit(path: string, entry?: Dirent): Promise<void> {
    if (entry?.isSymbolicLink()) {
      links.push(path)
      return
    }
    if (entry && !entry.isDirectory() && !entry.isFile() && !textFileName.test(path)) return
    const found = await leadsTo(path)
    if (found === undefined) {
      leftOut(path, 'a link to nothing')
      return
    }
    if (found.isDirectory()) {
      if (!isNew(found)) return
      const entries = await withReadErrors(path, () => readdir(path, { withFileTypes: true }))
      for (const each of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
        if (!each.name.startsWith('.')) await visit(`${path.replace(/\/+$/, '')}/${each.name}`, each)
      return
    }
    if (!textFileName.test(path)) {
      if (found.isFile() && isNew(found, seenOthers)) passedOver(path)
      return
    }
    const passage = kindOfPassage(found)
    if (passage !== undefined) leftOut(path, passage)
    else if (isNew(found)) files.push(path)
  }

  await visit(folder)
  while (links.length > 0) {
    const now = links.sort()
    links = []
    for (const link of now) await visit(link)
  }
  return files.sort()
}
