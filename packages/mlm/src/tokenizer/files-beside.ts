import { TokenizerError } from '../errors.ts'
import type { Storage } from '../storage.ts'
import { CONFIG, type TokenizerClass, tokenizerClassOf } from './format/tokenizer-class.ts'
import { readTokenizerConfig, type TokenizerConfig } from './format/tokenizer-json.ts'
import { VOCABULARY_FILE } from './vocabulary-file.ts'

type Readable = Pick<Storage, 'read' | 'exists'>

/** What the files beside a tokenizer.json, or a vocab.txt, say of it. */
export interface FilesBeside {
  /** Of tokenizer_config.json, with the names that special_tokens_map.json has in their place. */
  readonly config: TokenizerConfig | undefined
  readonly addedTokens: unknown
  readonly class: TokenizerClass
}

/** Whether a folder holds a vocab.txt, and no tokenizer.json. */
export const isVocabulary = async (storage: Readable): Promise<boolean> =>
  !(await storage.exists('tokenizer.json')) && (await storage.exists(VOCABULARY_FILE))

/** @throws TokenizerError if one of them isn't JSON, or a key isn't as it should be */
export async function filesBeside(storage: Readable): Promise<FilesBeside> {
  const read = async (name: string): Promise<unknown> =>
    (await storage.exists(name)) ? parse(await storage.read(name), name) : undefined
  const own = await read(CONFIG)
  const config = own === undefined ? undefined : readTokenizerConfig(own, CONFIG)
  const map = await read('special_tokens_map.json')
  const names = map === undefined ? undefined : readTokenizerConfig(map, 'special_tokens_map.json')
  // A config with added_tokens_decoder was written by who knew all names; transformers then leaves the other files alone.
  const whole = config?.added_tokens_decoder !== undefined || names === undefined
  return {
    config: whole ? config : { ...config, ...names },
    addedTokens: await read('added_tokens.json'),
    class: tokenizerClassOf(own, await modelConfig(storage)),
  }
}

/** A file of this name that is no JSON is no model's, and says nothing of a tokenizer. */
async function modelConfig(storage: Readable): Promise<unknown> {
  if (!(await storage.exists('config.json'))) return undefined
  try {
    return parse(await storage.read('config.json'), 'config.json')
  } catch (error) {
    if (error instanceof TokenizerError) return undefined
    throw error
  }
}

/** @param right what the file should be, for the error */
export function parse(bytes: Uint8Array, file: string, right?: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new TokenizerError(`${file}: not JSON${right === undefined ? '' : `; ${right}`}`, { cause: error })
  }
}
