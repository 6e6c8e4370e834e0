import { CorpusError } from '../errors.ts'
import { grouped } from './grouped.ts'
import { type Line, LONGEST } from './lines.ts'

/** What parts the documents of a text file. */
export const documentFormats = ['blank-line', 'line'] as const

/** One of `documentFormats`. */
export type DocumentFormat = (typeof documentFormats)[number]

/** Takes the lines of one file; returns each document, or why it is none, with the line that ends it. */
export interface DocumentParser {
  push(line: Line): Line | undefined
  end(): Line | undefined
}

/** A document is what stands between blank lines; a bad line spoils the document that it is of. */
export function blankLines(name: string, longest = LONGEST): DocumentParser {
  let lines: string[] = []
  let bad: CorpusError | undefined
  let length = 0
  const end = () => {
    const found = bad ?? (lines.join('\n').trim() || undefined)
    lines = []
    bad = undefined
    length = 0
    return found
  }
  return {
    push(line) {
      if (typeof line !== 'string') bad ??= line
      else if (line.trim() === '') return end()
      else if (bad === undefined) {
        lines.push(line)
        length += line.length
        if (length > longest)
          throw new CorpusError(
            `${name}: a document of more than ${grouped(longest)} characters; documents are parted by blank lines, or pass --documents line where each line is one`,
          )
      }
      return undefined
    },
    end,
  }
}

/** Each line is a document, but for blank ones. */
export const eachLine = (): DocumentParser => ({
  push: (line) => (typeof line === 'string' ? line.trim() || undefined : line),
  end: () => undefined,
})
