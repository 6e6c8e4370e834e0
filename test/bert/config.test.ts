import { describe, expect, test } from 'vitest'
import {
  type BertSettings,
  bertConfig,
  ConfigError,
  configToJson,
  parseConfig,
} from '../../packages/bert/src/config.ts'
import { sizes } from '../../packages/bert/src/sizes.ts'

test('a config.json of bert-base-uncased is read, and what it says beyond is left alone', () => {
  const json = {
    architectures: ['BertForMaskedLM'],
    attention_probs_dropout_prob: 0.1,
    gradient_checkpointing: false,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    hidden_size: 768,
    initializer_range: 0.02,
    intermediate_size: 3072,
    layer_norm_eps: 1e-12,
    max_position_embeddings: 512,
    model_type: 'bert',
    num_attention_heads: 12,
    num_hidden_layers: 12,
    pad_token_id: 0,
    position_embedding_type: 'absolute',
    transformers_version: '4.6.0.dev0',
    type_vocab_size: 2,
    use_cache: true,
    vocab_size: 30522,
  }
  expect(parseConfig(json, 'config.json')).toEqual(bertConfig(sizes.base))
})

test('a key left out has the default that it has in transformers', () => {
  expect(parseConfig({ model_type: 'bert' }, 'config.json')).toEqual({
    ...sizes.base,
    vocabSize: 30522,
    maxPositionEmbeddings: 512,
    typeVocabSize: 2,
    hiddenAct: 'gelu',
    hiddenDropoutProb: 0.1,
    attentionProbsDropoutProb: 0.1,
    layerNormEps: 1e-12,
    initializerRange: 0.02,
    padTokenId: 0,
    tieWordEmbeddings: true,
  })
})

for (const [name, size] of Object.entries(sizes))
  test(`the size ${name} comes back from its own config.json`, () => {
    const config = bertConfig({ ...size, vocabSize: 1000, hiddenAct: 'relu' })
    expect(parseConfig(JSON.parse(JSON.stringify(configToJson(config))), 'config.json')).toEqual(config)
  })

test('a written config.json says what transformers has to build', () => {
  expect(configToJson(bertConfig({ ...sizes.tiny, vocabSize: 99 }))).toMatchObject({
    architectures: ['BertForMaskedLM'],
    model_type: 'bert',
    vocab_size: 99,
    hidden_size: 128,
    num_attention_heads: 2,
    layer_norm_eps: 1e-12,
  })
})

describe('a config of another model, or of none, is an error that names key, value and what would be right', () => {
  const wrong: [json: unknown, message: string][] = [
    [[], 'c.json: is [], should be an object of settings'],
    [null, 'c.json: is null, should be an object of settings'],
    [{ model_type: 'roberta' }, 'c.json: model_type is "roberta", should be "bert"'],
    [
      { position_embedding_type: 'relative_key' },
      'c.json: position_embedding_type is "relative_key", should be "absolute"',
    ],
    [{ is_decoder: true }, 'c.json: is_decoder is true, should be false'],
    [{ tie_word_embeddings: 0 }, 'c.json: tie_word_embeddings is 0, should be true or false'],
    [{ hidden_act: 'silu' }, 'c.json: hidden_act is "silu", should be "gelu" or "relu"'],
    [{ hidden_size: '768' }, 'c.json: hidden_size is "768", should be a positive integer'],
    [{ vocab_size: 0 }, 'c.json: vocab_size is 0, should be a positive integer'],
    [{ num_hidden_layers: 1.5 }, 'c.json: num_hidden_layers is 1.5, should be a positive integer'],
    [{ pad_token_id: -1 }, 'c.json: pad_token_id is -1, should be an integer of at least 0'],
    [
      JSON.parse('{ "vocab_size": 9007199254740993 }'),
      'c.json: vocab_size is 9007199254740992, should be a positive integer below 2^53',
    ],
    [JSON.parse('{ "hidden_size": 1e400 }'), 'c.json: hidden_size is null, should be a positive integer'],
    [JSON.parse('{ "layer_norm_eps": 1e-400 }'), 'c.json: layer_norm_eps is 0, should be a number above 0'],
    [
      JSON.parse('{ "hidden_dropout_prob": 0.99999999999999999 }'),
      'c.json: hidden_dropout_prob is 1, should be a number of at least 0 and below 1',
    ],
    [{ layer_norm_eps: 0 }, 'c.json: layer_norm_eps is 0, should be a number above 0'],
    [
      { hidden_dropout_prob: 1 },
      'c.json: hidden_dropout_prob is 1, should be a number of at least 0 and below 1',
    ],
    [{ hidden_size: 100 }, 'c.json: hidden_size is 100, should be a multiple of num_attention_heads, 12'],
    [{ vocab_size: 5, pad_token_id: 5 }, 'c.json: pad_token_id is 5, should be below vocab_size, 5'],
  ]
  for (const [json, message] of wrong)
    test(JSON.stringify(json), () => {
      expect(() => parseConfig(json, 'c.json')).toThrow(new ConfigError(message))
    })
})

test.each([
  [{ hiddensize: 8 }, 'hiddensize is no setting; did you mean hiddenSize?'],
  [{ hidden_size: 8 }, 'hidden_size is no setting; did you mean hiddenSize?'],
  [{ numHiddenLayer: 8 }, 'numHiddenLayer is no setting; did you mean numHiddenLayers?'],
  [{ depth: 8 }, `depth is no setting; there are ${Object.keys(bertConfig({})).join(', ')}`],
])('a setting in code that there is not, %j, is an error that says what was meant', (settings, says) => {
  expect(() => bertConfig(settings as BertSettings)).toThrow(new ConfigError(`BertConfig: ${says}`))
})

test.each([
  [{ hiddenSize: 8 }, 'hiddenSize is no setting; did you mean hidden_size?'],
  [{ hidden_size: 8, hiden_act: 'gelu' }, 'hiden_act is no setting; did you mean hidden_act?'],
])('a key of a file that is nearly one of ours, %j, is an error', (json, says) => {
  expect(() => parseConfig(json, 'mine.json')).toThrow(new ConfigError(`mine.json: ${says}`))
})

/** What a BERT's config.json may say beyond what this package reads, in transformers 4 and 5. */
const beyond =
  '_name_or_path _num_labels _attn_implementation adapters architectures auto_map bad_words_ids begin_suppress_tokens bos_token_id chunk_size_feed_forward classifier_dropout cls_token_id cross_attention_hidden_size decoder_start_token_id directionality diversity_penalty do_sample dtype early_stopping embedding_size encoder_no_repeat_ngram_size eos_token_id exponential_decay_length_penalty finetuning_task forced_bos_token_id forced_eos_token_id gradient_checkpointing id2label is_encoder_decoder label2id language layer_norm_epsilon length_penalty mask_token_id max_length min_length name no_repeat_ngram_size num_beam_groups num_beams num_labels num_return_sequences output_attentions output_hidden_states output_past output_scores pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers pooler_size_per_head pooler_type prefix problem_type pruned_heads quantization_config remove_invalid_values repetition_penalty return_dict return_dict_in_generate sep_token_id sliding_window summary_type suppress_tokens task_specific_params temperature tf_legacy_loss tie_encoder_decoder tokenizer_class top_k top_p torch_dtype torchscript transformers_version typical_p unk_token_id use_bfloat16 use_cache'

test('what a config.json of transformers says beyond is let be', () => {
  for (const key of beyond.split(' '))
    expect(parseConfig({ [key]: 1 }, 'config.json'), key).toEqual(bertConfig({}))
})
