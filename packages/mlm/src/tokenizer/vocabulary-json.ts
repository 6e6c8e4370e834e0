import { TokenizerError } from '../errors.ts'
import { templateJson } from './bert-files.ts'
import { normalizerJson } from './bert-tokenizer.ts'
import type { FilesBeside } from './files-beside.ts'
import { wordPieceJson } from './wordpiece.ts'

/**
 * The tokenizer.json that BertTokenizer makes of a vocabulary.
 * @throws TokenizerError where nothing says that it is BertTokenizer's, and whether it lower-cases
 */
export function vocabularyJson(tokens: readonly string[], beside: FilesBeside, file: string): object {
  const { config, class: found } = beside
  if (found.makes !== 'bert')
    throw new TokenizerError(
      found.name === undefined
        ? `${file}: is a vocabulary, which does not say how text is read; put a tokenizer_config.json beside it with {"tokenizer_class": "BertTokenizer", "do_lower_case": true}, or false where capitals count`
        : `${file}: is a vocabulary, from which BertTokenizer makes a tokenizer, but tokenizer_config.json has the tokenizer_class ${found.name}; that one needs a tokenizer.json`,
    )
  const nameOf = (role: 'cls' | 'sep' | 'unk') => {
    const given = config?.[`${role}_token`]
    return (typeof given === 'string' ? given : given?.content) ?? `[${role.toUpperCase()}]`
  }
  const { preTokenizer, decoder, model } = wordPieceJson
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: normalizerJson(config),
    pre_tokenizer: preTokenizer,
    post_processor: templateJson(
      { name: nameOf('cls'), id: tokens.indexOf(nameOf('cls')) },
      { name: nameOf('sep'), id: tokens.indexOf(nameOf('sep')) },
    ),
    decoder,
    model: {
      ...model,
      unk_token: nameOf('unk'),
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  }
}
