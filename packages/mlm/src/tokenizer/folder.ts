import * as z from 'zod'
import { TokenizerError } from '../errors.ts'
import type { Storage } from '../storage.ts'
import type { Tokenizer } from './tokenizer.ts'
import { wordLevelOf } from './word-level.ts'
import { readWordLevel } from './word-level-files.ts'

const modelType = z.object({ model: z.object({ type: z.string() }) })

/**
 * The tokenizer of a Hugging Face folder: its `tokenizer.json`.
 * @throws TokenizerError if the file isn't JSON, or describes another tokenizer than Cloze has
 */
export async function loadTokenizer(storage: Pick<Storage, 'read'>): Promise<Tokenizer> {
  const file = 'tokenizer.json'
  const json = parse(new TextDecoder().decode(await storage.read(file)), file)
  const found = modelType.safeParse(json).data?.model.type
  if (found !== 'WordLevel')
    throw new TokenizerError(`${file}: model.type is ${JSON.stringify(found)}; Cloze reads "WordLevel"`)
  const { tokens, lowerCase } = readWordLevel(json, file)
  return wordLevelOf(tokens, lowerCase)
}

/** Writes `tokenizer.json` and `tokenizer_config.json`. */
export async function saveTokenizer(storage: Pick<Storage, 'write'>, tokenizer: Tokenizer): Promise<void> {
  for (const [name, text] of Object.entries(tokenizer.files()))
    await storage.write(name, new TextEncoder().encode(text))
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new TokenizerError(`${file}: not JSON`, { cause: error })
  }
}
