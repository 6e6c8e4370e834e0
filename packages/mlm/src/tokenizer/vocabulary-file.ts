import { TokenizerError } from '../errors.ts'
import { startOfWhite } from './unicode/white-space.ts'

/** What the WordPiece vocabularies of BERT's time are called. */
export const VOCABULARY_FILE = 'vocab.txt'

/**
 * The tokens of a vocab.txt, a line each, by id; white space at the end of a line is none of theirs.
 * @throws TokenizerError that names the line: on what is no UTF-8, on a byte order mark, and on a token that is there twice,
 * whose first id would be left without one
 */
export function readVocabulary(bytes: Uint8Array, file: string): string[] {
  const lines = decoded(bytes, file).split('\n')
  if (lines.at(-1) === '') lines.pop() // what stands behind the end of the last line is no line
  const tokens = lines.map((line) => line.slice(0, startOfWhite(line, line.length)))
  if (tokens[0]?.startsWith('\uFEFF'))
    throw new TokenizerError(
      `${file}: line 1 begins with a byte order mark, which would be part of its token; save the file without one`,
    )
  const indices = new Map<string, number>()
  for (const [index, token] of tokens.entries()) {
    const first = indices.get(token)
    if (first !== undefined)
      throw new TokenizerError(
        `${file}: line ${index + 1}: ${token === '' ? 'an empty line' : JSON.stringify(token)} is there twice, first in line ${first + 1}; each line should be a token of its own`,
      )
    indices.set(token, index)
  }
  return tokens
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new TokenizerError(`${file}: not UTF-8; a vocabulary should be text, a token a line`, {
      cause: error,
    })
  }
}
