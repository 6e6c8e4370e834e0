import type { SpecialIds } from './format/template.ts'
import { CONFIG } from './format/tokenizer-class.ts'
import { isSpecialToken } from './special.ts'
import type { Tokenizer } from './tokenizer.ts'

/** The keys of a tokenizer.json that differ between the kinds of tokenizer. */
export interface KindJson {
  /** Whether the normalizer sets ideographs apart. */
  readonly ideographs: boolean
  readonly preTokenizer: object
  readonly decoder: object | null
  /** The model, but for its vocabulary. */
  readonly model: { readonly type: string; readonly [key: string]: unknown }
}

/** What Hugging Face's tokenizers and transformers read: the model and all that surrounds it. */
export function bertFiles(
  { ideographs, preTokenizer, decoder, model }: KindJson,
  tokens: readonly string[],
  special: SpecialIds,
  lowerCase: boolean,
): ReturnType<Tokenizer['files']> {
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) => (isSpecialToken(content) ? [addedToken(id, content)] : [])),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: ideographs,
      strip_accents: null, // as `lowercase` says
      lowercase: lowerCase,
    },
    pre_tokenizer: preTokenizer,
    post_processor: templateJson({ name: '[CLS]', id: special.cls }, { name: '[SEP]', id: special.sep }),
    decoder,
    model: { ...model, vocab: Object.fromEntries(tokens.map((token, id) => [token, id])) },
  }
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
    clean_up_tokenization_spaces: false,
    model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'],
  }
  return { 'tokenizer.json': pretty(tokenizer), [CONFIG]: pretty(config) }
}

interface NamedToken {
  readonly name: string
  readonly id: number
}

/** What BERT puts around a text, and around two. */
export function templateJson(cls: NamedToken, sep: NamedToken): object {
  const single = [specialPiece(cls.name, 0), sequencePiece('A', 0), specialPiece(sep.name, 0)]
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, sequencePiece('B', 1), specialPiece(sep.name, 1)],
    special_tokens: Object.fromEntries(
      [cls, sep].map(({ name, id }) => [name, { id: name, ids: [id], tokens: [name] }]),
    ),
  }
}

const addedToken = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
})

const specialPiece = (id: string, segment: number) => ({ SpecialToken: { id, type_id: segment } })
const sequencePiece = (id: string, segment: number) => ({ Sequence: { id, type_id: segment } })

export const pretty = (json: object) => `${JSON.stringify(json, null, 2)}\n`
