import * as z from 'zod'

/** The file beside a tokenizer.json that says what class opens it, and how. */
export const CONFIG = 'tokenizer_config.json'

// Which class transformers 5.24 opens a tokenizer with. One that it calls BertTokenizer makes its parts anew, from the
// keys of tokenizer_config.json, and takes the vocabulary alone from tokenizer.json.

/** Those that are BertTokenizer, by name; `Fast` behind it says the same. */
const bertClasses = new Set(
  ['Bert', 'DistilBert', 'Electra', 'LayoutLM', 'Lxmert', 'MobileBert', 'SqueezeBert'].map(
    (name) => `${name}Tokenizer`,
  ),
)

/** Those that make a normalizer of their own from `do_lower_case`, with other special tokens than BERT's. */
const otherClasses = new Set(
  [
    ...['Albert', 'BertJapanese', 'DebertaV2', 'FNet', 'Funnel', 'LayoutLMv2', 'MPNet', 'OpenAIGPT'],
    ...['ProphetNet', 'RemBert', 'RoCBert', 'RoFormer', 'Splinter', 'Tapas', 'XLNet'],
  ].map((name) => `${name}Tokenizer`),
)

/** The models whose tokenizer is BertTokenizer where no class is named. */
const bertModels = new Set([
  ...['align', 'bark', 'bert', 'blip', 'bros', 'chinese_clip', 'convbert', 'distilbert', 'electra', 'ernie'],
  ...['flava', 'git', 'grounding-dino', 'layoutlm', 'lxmert', 'megatron-bert', 'mm-grounding-dino'],
  ...['mobilebert', 'nezha', 'nomic_bert', 'qdqbert', 'realm', 'retribert', 'squeezebert', 'tvp', 'vilt'],
  'visual_bert',
])

export interface TokenizerClass {
  /** That a file names; nothing where none does. */
  readonly name: string | undefined
  /** Makes its parts as BertTokenizer; or makes some of its own; or takes them from tokenizer.json. */
  readonly makes: 'bert' | 'own' | 'nothing'
}

const names = z.looseObject({ tokenizer_class: z.string().nullish(), model_type: z.string().nullish() })

/** @param tokenizerConfig and modelConfig are what tokenizer_config.json and config.json hold; nothing where they aren't there */
export function tokenizerClassOf(tokenizerConfig: unknown, modelConfig: unknown): TokenizerClass {
  const ofTokenizer = names.safeParse(tokenizerConfig).data
  const ofModel = names.safeParse(modelConfig).data
  const name = ofTokenizer?.tokenizer_class || ofModel?.tokenizer_class || undefined
  if (name === undefined)
    return { name, makes: bertModels.has(ofModel?.model_type ?? '') ? 'bert' : 'nothing' }
  const slow = name.replace(/Fast$/, '')
  return { name, makes: bertClasses.has(slow) ? 'bert' : otherClasses.has(slow) ? 'own' : 'nothing' }
}
