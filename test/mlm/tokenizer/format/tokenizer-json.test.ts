/** What a tokenizer.json may not hold: each refusal names the file, the place in it, and what would be right. */

import { wordLevel } from '@cloze/mlm'
import { TokenizerError } from '@cloze/mlm/tokenizer'
import { describe, expect, test } from 'vitest'
import { loadJson } from '../../../fixtures/tokenizer-cases.ts'

const json = JSON.parse(wordLevel(['cat']).files()['tokenizer.json'])
const special = json.model.vocab
const bpe = { type: 'BPE', vocab: { ...special, a: 6, b: 7, ab: 8 }, merges: [['a', 'b']] }
const split = (pattern: object) => ({ type: 'Split', pattern, behavior: 'Isolated', invert: false })
const replace = (pattern: object) => ({ type: 'Replace', pattern, content: '' })
const regex = (Regex: string) => ({ normalizer: replace({ Regex }) })
const token = { id: 6, content: 'x', single_word: false, lstrip: false, rstrip: false, normalized: true }

const refused: Record<string, readonly [changes: object, message: string]> = {
  'a component of another name': [
    { pre_tokenizer: { type: 'UnicodeScripts' } },
    'pre_tokenizer.type is "UnicodeScripts"; it should be BertPreTokenizer, Whitespace,',
  ],
  'one in a sequence': [
    { decoder: { type: 'Sequence', decoders: [{ type: 'Fuse' }, { type: 'Join' }] } },
    'decoder.decoders.1.type is "Join"; it should be ByteLevel, ',
  ],
  'a sequence with another key': [
    { decoder: { type: 'Sequence', decoders: [], reverse: true } },
    'decoder: "reverse" is no key of a Sequence',
  ],
  'a behaviour that there is not': [
    {
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Punctuation', behavior: 'Doubled' }],
      },
    },
    'pre_tokenizer.pretokenizers.1.behavior is "Doubled"; it should be Removed, Isolated, MergedWithPrevious,',
  ],
  'a key that is not known': [
    { pre_tokenizer: { type: 'Digits', individual_digits: true, group: 3 } },
    'pre_tokenizer: "group" is no key that is known here',
  ],
  'a key that is missing': [
    { pre_tokenizer: { type: 'Digits' } },
    'pre_tokenizer.individual_digits: Invalid input: expected boolean, received undefined',
  ],
  'a prepend scheme that there is not': [
    { pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'last' } },
    'pre_tokenizer.prepend_scheme is "last"; it should be always, first, never',
  ],
  'two words on a prefix that disagree': [
    { decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', add_prefix_space: false } },
    'decoder.add_prefix_space is false; with it prepend_scheme should be never, not always',
  ],
  'a pattern that looks back at itself': [
    { pre_tokenizer: split({ Regex: '(a)\\1' }) },
    'pre_tokenizer.pattern.Regex: "(a)\\\\1" has \\1, which is not supported',
  ],
  'a set in brackets of a set': [regex('[a[bc]]'), 'has [ in brackets, which is not supported'],
  'a property that is not known': [regex('\\p{Emoji}'), 'has \\p{Emoji}, which is not supported'],
  'a name of a group': [regex('(?<x>a)'), 'has (?<x, which is not supported'],
  'letters that fold to one': [regex('(?i:ss)'), 'has two letters that are one in another case'],
  'a pattern that is none': [regex('a)'), 'has ), which is not supported'],
  'rules that are none': [
    { normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAAA' } },
    'normalizer.precompiled_charsmap: not the rules of a SentencePiece model',
  ],
  'a WordPiece that names no prefix': [
    { model: { type: 'WordPiece', vocab: special, unk_token: '[UNK]', max_input_chars_per_word: 100 } },
    'model.continuing_subword_prefix: Invalid input: expected string, received undefined',
  ],
  'a WordPiece that names no longest word': [
    { model: { type: 'WordPiece', vocab: special, unk_token: '[UNK]', continuing_subword_prefix: '##' } },
    'model.max_input_chars_per_word: Invalid input: expected number, received undefined',
  ],
  'merges that are drawn by chance': [
    { model: { ...bpe, dropout: 0.1 } },
    'model.dropout is 0.1; it should be 0',
  ],
  'a merge of a token that is none': [
    { model: { ...bpe, merges: [['a', 'c']] } },
    'model.merges.0: "c" is not in model.vocab',
  ],
  'a merge of three': [
    { model: { ...bpe, merges: ['a b c'] } },
    'model.merges.0 is "a b c"; it should be two',
  ],
  'bytes beside a suffix': [
    { model: { ...bpe, byte_fallback: true, end_of_word_suffix: '</w>' } },
    'model.byte_fallback is true; it should be false beside a prefix or suffix',
  ],
  'an unknown token that is none': [
    { model: { ...bpe, unk_token: '<none>' } },
    'model.unk_token is "<none>", which model.vocab lacks',
  ],
  'an unknown id that is none': [
    {
      model: { type: 'Unigram', unk_id: 9, vocab: Object.keys(special).map((each) => [each, 0]) },
    },
    'model.unk_id is 9; ids are 0 … 5',
  ],
  'a key of a model that is not known': [
    { model: { ...bpe, continuing_subword_suffix: '@@' } },
    'model: "continuing_subword_suffix" is no key that is known here',
  ],
  'another version': [{ version: '2.0' }, 'version is "2.0"; it should be 1.0'],
  'an added token with an id that it would not have': [
    { added_tokens: [...json.added_tokens, { ...token, id: 9 }] },
    'added_tokens.5.id is 9; "x" should have 6',
  ],
  'an added token that is nothing once normalized': [
    {
      normalizer: { type: 'StripAccents' },
      added_tokens: [...json.added_tokens, { ...token, content: '\u0301' }],
    },
    'added_tokens.5.content: "\u0301" is nothing once normalized',
  ],
  'two added tokens that are the same once normalized': [
    {
      normalizer: { type: 'Lowercase' },
      added_tokens: [...json.added_tokens, token, { ...token, id: 7, content: 'X' }],
    },
    'added_tokens.6.content: "X" is the same as "x" once normalized',
  ],
  'a token of a template that has no id': [
    {
      post_processor: {
        ...json.post_processor,
        single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      },
    },
    'post_processor.single.0.SpecialToken.id is "<s>", which special_tokens lacks',
  ],
  'two templates': [
    { post_processor: { type: 'Sequence', processors: [json.post_processor, json.post_processor] } },
    'post_processor.processors.1 is one too many: TemplateProcessing puts tokens around a text already',
  ],
}

describe('a tokenizer.json is refused with', () => {
  test.each(Object.entries(refused))('%s', async (_, [changes, message]) => {
    const loading = loadJson({ ...json, ...changes })
    await expect(loading).rejects.toThrow(TokenizerError)
    await expect(loading).rejects.toThrow(/^tokenizer\.json: [^\n]+$/)
    await expect(loading).rejects.toThrow(message)
  })
})
