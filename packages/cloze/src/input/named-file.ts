/** Files that a person named. */
import { readFile } from 'node:fs/promises'
import { byteOrderMark, decodeUtf8, notText } from '@cloze/mlm/corpus'
import { hasCode, isMissing } from '@cloze/mlm/node'
import { UsageError } from '../terminal/exit.ts'

/** How messages speak of a file. */
interface Words {
  /** The path where left out. */
  readonly name?: string
  readonly missing?: string
}

/** The bytes of a file that was named on the command line. */
export async function readNamed(
  path: string,
  { name = path, missing = 'there is no such file' }: Words = {},
): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) throw new UsageError(`${name}: ${missing}`)
    if (hasCode(error, 'EISDIR')) throw new UsageError(`${name}: is a folder; name a file`)
    throw error
  }
}

/**
 * The text of such a file, without its byte-order mark.
 * @throws CorpusError if it is not UTF-8
 */
export async function readNamedText(path: string, words: Words = {}): Promise<string> {
  const bytes = await readNamed(path, words)
  const { name = path } = words
  const text = decodeUtf8(bytes.subarray(byteOrderMark(bytes, name)))
  if (text === undefined) throw notText(bytes, name, 0, 'save it as UTF-8')
  return text
}
