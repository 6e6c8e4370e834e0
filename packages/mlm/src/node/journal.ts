/** Files that are to be replaced as one: what goes where. */
import { access, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { ifExists } from './errors.ts'
import { linkTarget, resolveLinks } from './folders.ts'

export const JOURNAL = 'journal.json'

/** What is to be at each name: the file of that number, or nothing. */
const journalSchema = z.array(
  z.object({
    name: z.string(),
    removed: z.boolean(),
    /** Of a link, which stays: what it leads to, and the new file beside that, maybe on another disk. */
    linked: z.object({ target: z.string(), beside: z.string() }).optional(),
  }),
)

export type Journal = z.output<typeof journalSchema>

/** The journal in a folder that is staged; nothing where there is none. */
export async function journalIn(staged: string): Promise<Journal | undefined> {
  const text = await ifExists(readFile(join(staged, JOURNAL), 'utf8'))
  return text === undefined ? undefined : journalSchema.parse(JSON.parse(text))
}

/**
 * @param besideIn gives a name that is free in a folder
 * @throws if what is to be a file is something else, such as a folder or a device
 */
export async function journalOf(
  path: string,
  files: ReadonlyMap<string, Uint8Array | undefined>,
  besideIn: (folder: string) => string,
): Promise<Journal> {
  const entries: Journal = []
  for (const [name, bytes] of files) {
    const file = join(path, name)
    const removed = bytes === undefined
    await checkIsFile(file, name)
    const linked = !removed && (await linkTarget(file)) !== undefined
    const target = linked ? await resolveLinks(file) : file
    entries.push({ name, removed, ...(linked && { linked: { target, beside: besideIn(dirname(target)) } }) })
  }
  return entries
}

/** Of one of the files: its own path, and where the new and the old one wait. */
export const pathsOf = (
  path: string,
  staged: string,
  { name, removed, linked }: Journal[number],
  number: number,
) => ({
  removed,
  target: linked?.target ?? join(path, name),
  fresh: linked?.beside ?? join(staged, String(number)),
  old: linked ? oldBeside(linked.beside) : join(staged, `old-${number}`),
})

const oldBeside = (fresh: string): string => `${fresh}.old`

/** Removes what is staged in a folder, and what waits elsewhere for it. */
export async function removeWithLinked(staged: string): Promise<void> {
  const entries = await journalIn(staged).catch(() => undefined) // one that is broken off names nothing yet
  for (const { linked } of entries ?? [])
    if (linked) for (const file of [linked.beside, oldBeside(linked.beside)]) await rm(file, { force: true })
  await rm(staged, { recursive: true, force: true })
}

/** @throws what says neither that it is there nor that it isn't, such as a disk that fails */
export const isThere = async (path: string): Promise<boolean> =>
  (await ifExists(access(path).then(() => true))) ?? false

/** @throws if something else than a file is there, past links */
export async function checkIsFile(path: string, name: string): Promise<void> {
  const found = await ifExists(stat(path))
  if (found === undefined || found.isFile()) return
  throw new Error(
    `${path}: is a ${found.isDirectory() ? 'folder' : 'device or a pipe'}; ${name} should be a file`,
  )
}
