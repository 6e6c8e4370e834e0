import { BertForMaskedLM, savePretrained } from '@cloze/bert'
import { saveTokenizer } from '@cloze/mlm'
import { folderStorage } from '@cloze/mlm/node'
import { trainWordLevel } from '@cloze/mlm/tokenizer'

/** Writes a model folder whose model has learnt nothing: of a few words, and quick. */
export async function saveTinyModel(path: string): Promise<void> {
  const tokenizer = trainWordLevel(['the cat sat on the mat'], { vocabularySize: 10 })
  const model = new BertForMaskedLM({
    vocabSize: tokenizer.vocabularySize,
    hiddenSize: 4,
    numHiddenLayers: 1,
    numAttentionHeads: 1,
    intermediateSize: 4,
    maxPositionEmbeddings: 16,
  })
  await saveTokenizer(folderStorage(path), tokenizer)
  await savePretrained(folderStorage(path), model)
  model.dispose()
}
