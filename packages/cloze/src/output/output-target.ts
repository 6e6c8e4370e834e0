/** What a path that a person named for output leads to, and so how it is written. */
import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode, linkTarget, resolveLinks } from '@cloze/mlm/node'

export type Target =
  /** What this process has open, by its number: `/dev/stdout`, `/dev/fd/3`. */
  | { readonly kind: 'descriptor'; readonly number: number }
  /** Something that bytes go through: a device, a pipe, a file of the system's own. */
  | { readonly kind: 'passage'; readonly path: string }
  /** A file, past any links. */
  | { readonly kind: 'file'; readonly path: string; readonly before: Stats }
  | { readonly kind: 'new'; readonly path: string }
  | { readonly kind: 'folder' }

export async function targetOf(path: string): Promise<Target> {
  const number = await descriptorOf(path)
  if (number !== undefined) return { kind: 'descriptor', number }
  const found = await stat(path).catch((error) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  const real = await resolveLinks(path)
  if (found === undefined) return { kind: 'new', path: real }
  if (found.isDirectory()) return { kind: 'folder' }
  if (!found.isFile() || /^\/(proc|sys)\//.test(real)) return { kind: 'passage', path: real }
  return { kind: 'file', path: real, before: found }
}

/** Links that are looked at: `/dev/stdout` is one, and a person's link to it another. */
const LINKS = 8

async function descriptorOf(path: string): Promise<number | undefined> {
  let link: string | undefined = path
  for (let count = 0; link !== undefined && count < LINKS; count++) {
    const parent: string = await realpath(dirname(link)).catch(() => '')
    if (isOwnDescriptors(parent) && /^\d+$/.test(basename(link))) return Number(basename(link))
    link = await linkTarget(link).catch(() => undefined)
  }
  return undefined
}

const isOwnDescriptors = (folder: string): boolean =>
  folder === '/dev/fd' ||
  folder === join('/proc', String(process.pid), 'fd') ||
  (folder.startsWith(join('/proc', String(process.pid), 'task/')) && folder.endsWith('/fd'))
