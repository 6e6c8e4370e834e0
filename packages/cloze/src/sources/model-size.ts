import { type BertConfig, bertConfig, parseConfig, sizes } from '@cloze/bert'
import { readNamed } from '../input/named-file.ts'
import { UsageError } from '../terminal/exit.ts'

/** The vocabulary comes from the tokenizer. */
type Model = Omit<BertConfig, 'vocabSize'>

/** Of the named sizes: small models on small corpora are better without dropout, and need few positions. */
const plain = { hiddenDropoutProb: 0, attentionProbsDropoutProb: 0, maxPositionEmbeddings: 32 }

/** What `--model` names: a size, or a config.json. */
export async function readModel(name: string): Promise<Model> {
  const named = Object.entries(sizes).find(([size]) => size === name)
  if (named) return withoutVocabulary(bertConfig({ ...named[1], ...plain }))
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

const withoutVocabulary = ({ vocabSize: _, ...model }: BertConfig): Model => model
