import { hasWord, noWords } from './corpus.ts'
import { blankLines } from './document-parser.ts'
import { GLANCE } from './file-form.ts'
import { decodeLines, type Line } from './lines.ts'
import { checkBeginning, checkName, checkProse } from './no-prose.ts'
import { byteOrderMark } from './utf8.ts'

/**
 * The documents of a text file that is in memory: what stands between blank lines. `readDocuments` reads streams.
 * @param bytes UTF-8, with or without a byte-order mark; any line ends
 * @param fileName for messages
 * @throws CorpusError that names the file (and the place in it) if it is not text in UTF-8, or holds no words
 * @example
 * const bytes = new TextEncoder().encode('the dog sees\n\na cat sleeps\n')
 * parseDocuments(bytes, 'corpus.txt') // ['the dog sees', 'a cat sleeps']
 */
export function parseDocuments(bytes: Uint8Array, fileName: string): string[] {
  const mark = byteOrderMark(bytes, fileName)
  checkName(fileName)
  checkBeginning(bytes, fileName)
  checkProse(new TextDecoder().decode(bytes.subarray(mark, mark + GLANCE)), fileName)
  const parser = blankLines(fileName, Number.POSITIVE_INFINITY)
  const found: (Line | undefined)[] = decodeLines(bytes.subarray(mark), fileName, mark).map(parser.push)
  const documents = [...found, parser.end()].flatMap((document) => {
    if (typeof document === 'object') throw document
    return document ?? []
  })
  if (!documents.some(hasWord)) throw noWords(fileName)
  return documents
}
