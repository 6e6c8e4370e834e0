/** Files that hold no prose, whatever letters are in them: told by their names, or by how they begin. */
import { CorpusError } from '../errors.ts'
import { extensionOf } from './file-extensions.ts'

const rewrite = 'take its text out first, as text or as JSON lines'
const unpack = 'unpack it, and name the files in it'

/** By the end of the name, with or without .gz. */
const kinds: readonly { readonly ends: string; readonly is: string; readonly advice?: string }[] = [
  { ends: 'html htm xhtml', is: 'HTML' },
  { ends: 'xml rss svg', is: 'XML' },
  { ends: 'pdf', is: 'a PDF' },
  { ends: 'doc docx odt rtf epub', is: 'a document of an office program' },
  { ends: 'xls xlsx ods', is: 'a spreadsheet', advice: 'save it as CSV' },
  { ends: 'ppt pptx odp', is: 'slides' },
  {
    ends: 'parquet arrow feather orc avro',
    is: 'a binary table',
    advice: 'write it as JSON lines or CSV first',
  },
  { ends: 'zip tar tgz bz2 xz zst 7z rar', is: 'an archive', advice: unpack },
  { ends: 'sqlite db', is: 'a database', advice: 'write the table as JSON lines or CSV first' },
  { ends: 'npy npz pt pth pkl safetensors h5', is: 'arrays, not text' },
  { ends: 'png jpg jpeg gif webp mp3 wav mp4', is: 'a picture or a recording' },
]

/** By the bytes that they begin with, in hexadecimal. */
const beginnings: readonly {
  readonly bytes: string
  readonly is: string
  readonly advice?: string
}[] = [
  { bytes: '255044462d', is: 'a PDF' },
  { bytes: '504b0304', is: 'a ZIP archive, or a file of an office program', advice: unpack },
  { bytes: '504152311504', is: 'Parquet', advice: 'write it as JSON lines or CSV first' },
  { bytes: '4152524f57310000', is: 'Arrow', advice: 'write it as JSON lines or CSV first' },
  { bytes: 'd0cf11e0a1b11ae1', is: 'a file of an office program' },
  { bytes: '7b5c727466', is: 'RTF' },
  { bytes: '53514c69746520666f726d6174203300', is: 'an SQLite database' },
  { bytes: 'fd377a585a00', is: 'xz', advice: unpack },
  { bytes: '28b52ffd', is: 'zstd', advice: unpack },
  { bytes: '377abcaf271c', is: 'a 7z archive', advice: unpack },
  { bytes: '526172211a07', is: 'a RAR archive', advice: unpack },
  { bytes: '425a6839314159265359', is: 'bzip2', advice: unpack },
]

/** @throws CorpusError if the name is that of a file without prose or records */
export function checkName(name: string): void {
  const end = extensionOf(name)
  const found = kinds.find(({ ends }) => ends.split(' ').includes(end))
  if (found) throw refusal(name, found)
}

/** @throws CorpusError if the file begins as one without prose or records does */
export function checkBeginning(start: Uint8Array, name: string): void {
  const begins = (bytes: string) =>
    Array.from({ length: bytes.length / 2 }, (_, i) => byteAt(bytes, i)).every((byte, i) => start[i] === byte)
  const found = beginnings.find(({ bytes }) => begins(bytes))
  if (found) throw refusal(name, found)
  if (isUtf16(start)) throw new CorpusError(`${name}: UTF-16, by its NUL bytes; save it as UTF-8`)
  if ([...'ustar'].every((letter, i) => start[257 + i] === letter.charCodeAt(0)))
    throw refusal(name, { is: 'a tar archive', advice: unpack })
}

/** How a file begins, byte by byte, without its byte-order mark and white space: it may end within a character. */
export const glance = (start: Uint8Array): string =>
  new TextDecoder('latin1')
    .decode(start)
    .replace(/^\xEF\xBB\xBF/, '')
    .trimStart()

/** Whether more bytes of the start could say that it is no prose. */
export function mayBeNoProse(start: Uint8Array): boolean {
  if (start.length < 2 || start[0] === 0 || start[1] === 0) return true
  const text = glance(start)
  return (
    text === '' || /^[{[<\xEF]/.test(text) || beginnings.some(({ bytes }) => start[0] === byteAt(bytes, 0))
  )
}

/** Of the first bytes, those that tell UTF-16 without a mark: of letters of English, each other one is NUL. */
const UTF16_BYTES = 16

function isUtf16(start: Uint8Array): boolean {
  const first = [...start.subarray(0, UTF16_BYTES)]
  const isOther = (parity: number) => first.every((byte, i) => (byte === 0) === (i % 2 === parity))
  return first.length === UTF16_BYTES && (isOther(0) || isOther(1))
}

const byteAt = (hexadecimal: string, index: number) =>
  Number.parseInt(hexadecimal.slice(2 * index, 2 * index + 2), 16)

const string = String.raw`"(?:[^"\\]|\\.)*"`
const object = new RegExp(String.raw`^(?:\[\s*)?\{\s*(?<key>${string})\s*:`)
const strings = new RegExp(String.raw`^\[\s*${string}\s*,\s*"`)

/**
 * @param start the first characters of a file that would be read as prose
 * @throws CorpusError if they are JSON, XML or HTML
 */
export function checkProse(start: string, name: string): void {
  const text = start.replace(/^\uFEFF/, '').trimStart()
  const json = object.exec(text) ?? strings.exec(text)
  if (json) {
    const key = json.groups?.key
    throw new CorpusError(
      `${name}: JSON, not prose${key ? `: its first key is ${key}` : ''}; pass --text-field with the key of the text, to read its records`,
    )
  }
  if (/^<!doctype html|^<html[\s>]/i.test(text)) throw refusal(name, { is: 'HTML' })
  if (/^<\?xml\s/i.test(text)) throw refusal(name, { is: 'XML' })
}

const refusal = (name: string, { is, advice = rewrite }: { is: string; advice?: string | undefined }) =>
  new CorpusError(`${name}: ${is}, which is not read as text; ${advice}`)
