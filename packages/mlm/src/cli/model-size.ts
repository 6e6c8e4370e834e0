import { type BertSettings, bertConfig, parseConfig, sizes } from '@cloze/bert'
import { readNamed } from './corpus.ts'
import { UsageError } from './exit.ts'

/** What `--model` names: a size, or a config.json. The vocabulary comes from the tokenizer. */
export async function readModel(name: string): Promise<Omit<BertSettings, 'vocabSize'>> {
  const named = Object.entries(sizes).find(([size]) => size === name)
  if (named) return named[1]
  if (!name.endsWith('.json'))
    throw new UsageError(
      `--model ${name}: must be ${Object.keys(sizes).join(', ')}, or a file that ends in .json`,
    )
  const bytes = await readNamed(name)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new UsageError(`${name}: is not JSON`)
  }
  const { vocabSize: _, ...settings } = bertConfig(parseConfig(json, name))
  return settings
}
