import { extname } from 'node:path'
import { CorpusError, mayBeStray, openFile } from '@cloze/mlm/corpus'
import { say } from '../terminal/progress.ts'
import { corpusFiles, type NamedFile } from './corpus-files.ts'

/** How many of them are told of one by one. */
const TOLD = 3

/**
 * The files of a corpus, as `corpusFiles`, but for those of folders that could hold records and don't. Says what of the
 * folders is passed over.
 * @param textField as `readDocuments` takes it
 * @throws CorpusError where nothing is left
 */
export async function readableFiles(
  names: readonly string[],
  textField: string | undefined,
): Promise<NamedFile[]> {
  const others = new Map<string, Set<string>>()
  const found = await corpusFiles(names, (folder, path) => {
    const paths = others.get(bare(folder)) ?? new Set()
    others.set(bare(folder), paths.add(path))
  })
  const folders = names.map(bare)
  const folderOf = ({ name }: NamedFile) =>
    names.includes(name) ? undefined : folders.find((folder) => name.startsWith(`${folder}/`))
  const files: NamedFile[] = []
  const reasons: string[] = []
  for (const file of found) {
    const reason =
      folderOf(file) !== undefined && mayBeStray.test(file.name) ? await stray(file, textField) : undefined
    if (reason === undefined) files.push(file)
    else reasons.push(reason)
  }
  const [reason] = reasons
  if (reason !== undefined && files.length === 0) throw new CorpusError(reason)
  for (const [folder, paths] of others)
    say(`${folder}: files passed over, which have no ending of text: ${countsOf(paths)}.`)
  if (reasons.length > 0) {
    say(`Files passed over, which hold no records: ${reasons.length.toLocaleString('en')}.`)
    for (const each of reasons.slice(0, TOLD)) say(`  ${each}`)
  }
  return files
}

/** Why a file holds no records; nothing where it does, or is empty. */
async function stray(file: NamedFile, textField: string | undefined): Promise<string | undefined> {
  try {
    const opened = await openFile(file, textField)
    for await (const first of 'records' in opened ? opened.records : opened.prose)
      return first instanceof Error ? first.message : undefined
    return undefined
  } catch (error) {
    if (error instanceof CorpusError) return error.message
    throw error
  }
}

/** How many files there are of each kind, the most frequent first. */
function countsOf(paths: ReadonlySet<string>): string {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const end = extname(path.replace(/\.gz$/i, '')).toLowerCase() || 'without ending'
    counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([end, count]) => `${count.toLocaleString('en')} ${end}`)
    .join(', ')
}

/** Of a folder, its name without slashes at its end. */
const bare = (name: string): string => name.replace(/(?<=.)\/+$/, '')
