/** What is trained: a model of a known size, drawn anew, or the one in a folder. */
import { BertForMaskedLM, configToJson, loadConfig, loadPretrained, type sizes } from '@cloze/bert'
import { folderStorage } from '@cloze/mlm/node'
import type { Device } from '@cloze/tensor'

/** @param dropout of both kinds */
export const newModel = (
  size: (typeof sizes)[keyof typeof sizes],
  options: { readonly vocabularySize: number; readonly longest: number; readonly dropout: number },
  device: Device,
): BertForMaskedLM =>
  new BertForMaskedLM(
    {
      ...size,
      vocabSize: options.vocabularySize,
      maxPositionEmbeddings: Math.max(512, options.longest),
      hiddenDropoutProb: options.dropout,
      attentionProbsDropoutProb: options.dropout,
    },
    { device },
  )

/** The model of a Hugging Face folder, with dropout as it is given and not as its config has it. */
export async function modelFrom(path: string, dropout: number, device: Device): Promise<BertForMaskedLM> {
  const files = folderStorage(path)
  const config = await loadConfig(files)
  const json = configToJson({ ...config, hiddenDropoutProb: dropout, attentionProbsDropoutProb: dropout })
  const changed = new TextEncoder().encode(JSON.stringify(json))
  return loadPretrained(
    { read: async (name) => (name === 'config.json' ? changed : files.read(name)) },
    { device },
  )
}
