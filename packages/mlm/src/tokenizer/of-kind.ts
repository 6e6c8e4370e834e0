import { assemble, idIn, idsOf, type Parts } from './assemble.ts'
import { bertFiles, type KindJson } from './bert-files.ts'
import { readDecoder } from './decoders/list.ts'
import { specialIds } from './special.ts'
import type { Tokenizer } from './tokenizer.ts'

/** What makes one kind of tokenizer differ from another. */
export interface KindParts extends Pick<Parts, 'basic'> {
  readonly json: KindJson
  parts(ids: ReadonlyMap<string, number>, unk: number): Pick<Parts, 'marksWords' | 'cut'>
}

/**
 * The tokenizer of a kind with a whole vocabulary.
 * @param tokens by id, the special tokens at any ids
 * @throws TokenizerError on a token that is there twice, or a special token that is missing
 */
export function ofKind(
  { json, basic, parts }: KindParts,
  tokens: readonly string[],
  lowerCase: boolean,
): Tokenizer {
  const ids = idsOf(tokens)
  const special = specialIds((token) => idIn(ids, token))
  return assemble({
    tokens,
    special,
    lowerCase,
    basic,
    ...parts(ids, special.unk),
    join: readDecoder(json.decoder, { file: 'tokenizer.json', path: 'decoder' }),
    files: () => bertFiles(json, tokens, special, lowerCase),
  })
}
