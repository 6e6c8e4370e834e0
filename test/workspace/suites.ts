/** Which tests are no mirror of one file, and which files are held by such tests. */
import type { Cover } from './mirrors.ts'

/** Suites over many files, each in the folder that it is about. */
export const suites: ReadonlyMap<string, string> = new Map([
  ['test/tensor/devices/cpu/threads/bits.test.ts', 'the bits of every op with one thread and with several'],
  ['test/tensor/devices/cpu/threads/trap.test.ts', 'a kernel that traps, in the caller and in workers'],
  ['test/tensor/worker/page.test.ts', 'engine and worker in a browser'],
  ['test/autograd/unused.test.ts', 'a variable that the loss does not depend on, wherever it is asked for'],
  [
    'test/autograd/derivatives/shapes.test.ts',
    'products of vectors, slices in steps and masks, which no case by name has',
  ],
  ['test/autograd/derivatives/attention.test.ts', 'the row of attention against its definition'],
  ['test/autograd/derivatives/fused.test.ts', "a device's fused kernel under the derivative table"],
  ['test/autograd/optimizers/pytorch.test.ts', "every optimizer against PyTorch's, step by step"],
  ['test/bert/own-head.test.ts', 'a head that is written outside of the package'],
  ['test/bert/parameter-view.test.ts', 'an adapter that no layer knows of'],
  ['test/mlm/seeds.test.ts', 'everything that takes a seed'],
  ['test/mlm/evaluation/overflow.test.ts', 'scores beyond float32, in predictions and in reports'],
  ['test/mlm/evaluation/floor/masking.test.ts', 'the floor against sentences that are really masked'],
  ['test/mlm/tokenizer/fuzz.test.ts', "drawn texts against Python's tokenizers"],
  ['test/mlm/tokenizer/hugging-face.test.ts', 'a tokenizer.json that Hugging Face wrote, there and back'],
  ['test/mlm/tokenizer/long-texts.test.ts', 'time by the length of a text'],
  ['test/mlm/tokenizer/long-words.test.ts', 'words of more than 100 characters'],
  ['test/mlm/tokenizer/python.test.ts', "every kind of tokenizer against Python's tokenizers"],
  ['test/mlm/tokenizer/reported.test.ts', 'tokenizers of users that were once read wrongly'],
  ['test/mlm/training/memory.test.ts', 'what a run holds at its steps and after an error'],
  ['test/mlm/training/packed.test.ts', 'packed rows, from documents to the loss'],
  ['test/cloze/docs.test.ts', 'the pages of docs against the lists of the code'],
  ['test/cloze/failures.test.ts', 'every misuse of every command'],
  ['test/cloze/grammar.test.ts', 'pretrain and evaluate on the grammar'],
  ['test/cloze/outputs.test.ts', 'every command that writes, into all that a path can be'],
  ['test/cloze/records.test.ts', 'records through every command that reads a corpus'],
  ['test/cloze/signals.test.ts', 'a run that is stopped'],
])

const parity = ['test/mlm/tokenizer/python.test.ts', 'test/mlm/tokenizer/fuzz.test.ts']

/** Sources without a mirror, by what holds them to what they should do. */
export const covers: readonly Cover[] = [
  {
    sources: [
      'packages/tensor/src/ops/',
      'packages/tensor/src/devices/reference/',
      'packages/tensor/src/devices/cpu/fused/',
      'packages/tensor/src/devices/cpu/kernels/',
      'packages/tensor/src/devices/cpu/runtime/',
    ],
    by: ['test/conformance/'],
    how: 'every op on every device, by drawn shapes, against its definition and against float64',
  },
  {
    sources: ['packages/tensor/src/devices/gpu/'],
    by: ['test/gpu/'],
    how: 'the same conformance in each mode of a GPU, and its failures, leaks and launches',
  },
  {
    sources: ['packages/tensor/src/devices/cpu/assembler/'],
    by: ['test/tensor/devices/cpu/assembler/kernel.test.ts', 'test/conformance/'],
    how: 'what a generator says is what its kernel computes, in small and in every kernel of cpu',
  },
  {
    sources: ['packages/tensor/src/scalar/powers.ts', 'packages/tensor/src/scalar/trigonometric.ts'],
    by: ['test/tensor/scalar/transcendental.test.ts'],
    how: 'the error of every body at every exponent, around its edges and at drawn numbers',
  },
  {
    sources: ['packages/tensor/src/tensor/apply.ts'],
    by: ['test/tensor/tensor/op.test.ts', 'test/tensor/tensor/signature.test.ts'],
    how: 'ops are called by it alone, with every kind of operand',
  },
  {
    sources: ['packages/tensor/src/tensor/garbage.ts'],
    by: ['test/tensor/tensor/forgotten.test.ts'],
    how: 'what forgets tensors asks for collections by it alone',
  },
  {
    sources: ['packages/tensor/src/devices/cpu/threads/worker.ts'],
    by: ['test/tensor/devices/cpu/threads/pool.test.ts', 'test/tensor/devices/cpu/threads/trap.test.ts'],
    how: 'it runs in workers alone, which the pool starts',
  },
  {
    sources: ['packages/tensor/src/worker/tasks.ts'],
    by: ['test/tensor/worker/engine.test.ts'],
    how: "it runs in a page's worker, which the engine talks to",
  },
  {
    sources: [
      'packages/autograd/src/way.ts',
      'packages/autograd/src/walk.ts',
      'packages/autograd/src/pull.ts',
      'packages/autograd/src/gradients.ts',
    ],
    by: ['test/autograd/backward.test.ts', 'test/autograd/tape.test.ts'],
    how: 'what is computed of drawn graphs, in which order, and what is left alive',
  },
  {
    sources: ['packages/autograd/src/checks.ts'],
    by: ['test/autograd/unused.test.ts', 'test/autograd/given.test.ts'],
    how: 'what a pass can not start from, and what it can not give',
  },
  {
    sources: ['packages/autograd/src/differences.ts'],
    by: ['test/autograd/check.test.ts'],
    how: 'wrong gradients of every kind that it must catch',
  },
  {
    sources: ['packages/autograd/src/optimizers/check-state.ts'],
    by: ['test/autograd/optimizers/optimizers.test.ts'],
    how: 'every wrong state, of every optimizer',
  },
  {
    sources: ['packages/bert/src/encoder.ts', 'packages/bert/src/pretrained-model.ts'],
    by: ['test/bert/bert-model.test.ts', 'test/bert/heads/'],
    how: "values and gradients of every output against transformers', of every model",
  },
  {
    sources: [
      'packages/mlm/src/tokenizer/decoders/',
      'packages/mlm/src/tokenizer/models/',
      'packages/mlm/src/tokenizer/normalizers/',
      'packages/mlm/src/tokenizer/patterns/',
      'packages/mlm/src/tokenizer/post-processors/',
      'packages/mlm/src/tokenizer/pre-tokenizers/',
      'packages/mlm/src/tokenizer/unicode/',
      'packages/mlm/src/tokenizer/pipeline.ts',
      'packages/mlm/src/tokenizer/added-tokens.ts',
      'packages/mlm/src/tokenizer/bert-tokenizer.ts',
    ],
    by: parity,
    how: "ids, places, words and texts of each of Hugging Face's components are Python's",
  },
  {
    sources: [
      'packages/mlm/src/tokenizer/assemble.ts',
      'packages/mlm/src/tokenizer/bert-files.ts',
      'packages/mlm/src/tokenizer/named-tokens.ts',
      'packages/mlm/src/tokenizer/vocabulary-json.ts',
      'packages/mlm/src/tokenizer/format/',
    ],
    by: ['test/mlm/tokenizer/files-beside.test.ts', 'test/mlm/tokenizer/format/tokenizer-json.test.ts'],
    how: 'folders of every shape open as AutoTokenizer opens them, or are refused by the place in a file',
  },
  {
    sources: ['packages/mlm/src/evaluation/floor/'],
    by: ['test/mlm/evaluation/floor/floor.test.ts', 'test/mlm/evaluation/floor/masking.test.ts'],
    how: 'the floor equals a sum over all sentences and all corruptions, and holds on drawn ones',
  },
  {
    sources: [
      'packages/mlm/src/evaluation/agreement-accuracy.ts',
      'packages/mlm/src/evaluation/score-batches.ts',
    ],
    by: ['test/mlm/evaluation/grammar-evaluation.test.ts', 'test/mlm/evaluation/baselines.test.ts'],
    how: 'the evaluation that they are parts of',
  },
  {
    sources: ['packages/mlm/src/augmentation/delete.ts', 'packages/mlm/src/augmentation/insert.ts'],
    by: ['test/mlm/augmentation/words.test.ts'],
    how: 'the laws of every augmentation by words',
  },
  {
    sources: ['packages/mlm/src/training/read-metrics.ts'],
    by: ['test/mlm/training/step.test.ts', 'test/mlm/training/trainer.test.ts'],
    how: 'the loss, the norm and the accuracy that hooks are told',
  },
  {
    sources: ['packages/mlm/src/augmentation/with-copies.ts'],
    by: ['test/mlm/augmentation/augmented-corpus.test.ts'],
    how: 'the corpus with copies, which is made of them',
  },
  {
    sources: ['packages/mlm/src/corpus/open-file.ts', 'packages/mlm/src/corpus/statistics/inspect.ts'],
    by: [
      'test/mlm/corpus/json-records.test.ts',
      'test/mlm/corpus/table-records.test.ts',
      'test/mlm/corpus/check-prose.test.ts',
      'test/mlm/corpus/statistics/statistics.test.ts',
    ],
    how: 'files of every form, opened by their names and by how they begin; counts of small corpora',
  },
  {
    sources: ['packages/mlm/src/node/journal.ts'],
    by: ['test/mlm/node/replacement.test.ts'],
    how: 'a replacement that is broken off at every step, with links and on other disks',
  },
  {
    sources: ['packages/mlm/src/pretraining/'],
    by: ['test/mlm/pretraining/pretrain.test.ts', 'test/mlm/data/'],
    how: 'whole runs, and what they leave in their folder',
  },
  {
    sources: [
      'packages/cloze/src/start.ts',
      'packages/cloze/src/commands/',
      'packages/cloze/src/flags/',
      'packages/cloze/src/input/',
      'packages/cloze/src/sources/',
      'packages/cloze/src/tables/',
      'packages/cloze/src/terminal/progress.ts',
    ],
    by: ['test/cloze/commands/', 'test/cloze/failures.test.ts', 'test/cloze/records.test.ts'],
    how: 'commands as a user runs them: what they print, and what they refuse',
  },
  {
    sources: ['packages/cloze/src/output/'],
    by: [
      'test/cloze/outputs.test.ts',
      'test/mlm/corpus/json-records.test.ts',
      'test/mlm/corpus/table-records.test.ts',
    ],
    how: 'every writing command into files, folders, links, pipes, devices and full disks; records byte for byte',
  },
]
