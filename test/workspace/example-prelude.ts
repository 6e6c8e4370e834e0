/** What the examples of docstrings have at hand without saying how it is made. Each gives it anew. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BertForMaskedLM } from '@cloze/bert'
import { grammarSource, memoryCorpus } from '@cloze/mlm'
import { type EngineWorker, serveTasks } from '@cloze/tensor/worker'
import * as zod from 'zod'

/** A source of sentences of the embedded grammar. */
const source = () => grammarSource(1)

/** The tokenizer of the grammar's words. */
const tokenizer = () => grammarSource(1).tokenizer

/** A very small BERT over the grammar's words, untrained. */
const model = () =>
  new BertForMaskedLM(
    {
      vocabSize: tokenizer().vocabularySize,
      hiddenSize: 8,
      numHiddenLayers: 1,
      numAttentionHeads: 2,
      intermediateSize: 16,
      maxPositionEmbeddings: 32,
    },
    { seed: 1 },
  )

/** Two sequences of three tokens, one of them to be predicted. */
const batch = () => ({
  batchSize: 2,
  sequenceLength: 3,
  inputIds: Int32Array.of(2, 4, 3, 2, 6, 3),
  attentionMask: Int32Array.of(1, 1, 1, 1, 1, 1),
  tokenTypeIds: new Int32Array(6),
  labels: Int32Array.of(-100, 7, -100, -100, -100, -100),
})

/** A corpus of three short documents. */
const documents = () => ['the dog sees the cat', 'a cat sleeps', 'the dogs play and the cats sleep']

/** The same as a corpus, and as a file of a page or a folder, a document a line. */
const corpus = () => memoryCorpus(documents())
const file = () => ({
  name: 'corpus.txt',
  async *open() {
    yield new TextEncoder().encode(documents().join('\n'))
  },
})

/** What settings are described with. */
const z = () => zod

/** A folder that is empty. */
const directory = () => mkdtemp(join(tmpdir(), 'cloze-example-'))

/** What a worker serves, and that worker, but in this thread. */
const tasks = () => ({ double: (x: number) => 2 * x })
type Listener = (event: { readonly data: unknown; readonly message?: string }) => void
function worker(): EngineWorker {
  const listeners: Listener[] = []
  setTimeout(() => {
    const postMessage = (data: unknown) => {
      for (const listener of listeners) listener({ data })
    }
    serveTasks(tasks(), { postMessage })
  })
  return {
    addEventListener(type: 'message' | 'error', listener: Listener) {
      if (type === 'message') listeners.push(listener)
    },
    terminate() {},
  }
}

export const prelude = {
  source,
  tokenizer,
  model,
  batch,
  documents,
  corpus,
  file,
  z,
  directory,
  tasks,
  worker,
}
