import { describe, expect, test } from 'vitest'
import { bertConfig, ConfigError, configToJson, parseConfig } from '../../packages/bert/src/config.ts'
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
