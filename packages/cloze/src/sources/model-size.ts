import { parseConfig, sizes } from '@cloze/bert'
import { type ModelSettings, namedModel, withoutVocabulary } from '@cloze/mlm/pretraining'
import { readNamed } from '../input/named-file.ts'
import { UsageError } from '../terminal/exit.ts'

/** What `--model` names: a size, or a config.json. */
export async function readModel(name: string): Promise<ModelSettings> {
  const named = namedModel(name)
  if (named) return named
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
  return withoutVocabulary(parseConfig(json, name))
}
