import { checkOptions } from '../check-options.ts'
import { CorpusError } from '../errors.ts'
import { basic } from '../tokenizer/basic.ts'
import { type ReadOptions, readDocuments } from './documents.ts'
import { deduplicate } from './duplicates.ts'
import type { CorpusFile } from './file.ts'
import type { TextTransform } from './preprocess/transform.ts'
import { assignParts, type Part, type SplitOptions, splitHash, splitNames } from './split.ts'

/** Documents that can be read again and again, one at a time, the same each time. */
export interface Corpus {
  documents(): AsyncIterable<string>
}

/** How a corpus of files is read, cleaned, and freed of duplicates. */
export interface TextCorpusOptions extends ReadOptions {
  /** Done with each document; one of which nothing is left is left out. */
  readonly preprocess?: TextTransform | undefined
  /** Leaves out a document that is, after preprocessing, the same as an earlier one. */
  readonly deduplicate?: boolean | undefined
  /** Told of each document that is left out as the same. */
  readonly onDuplicate?: () => void
}

/**
 * The corpus that files hold. Each reading opens them anew; none holds more of them than a chunk and a document.
 * @throws CorpusError while it is read: where a file is not what it should be (`readDocuments`), and at the end if there
 * were no words
 * @example
 * const corpus = textCorpus([file], { format: 'line', preprocess: normalize('nfkc'), deduplicate: true })
 * const found: string[] = []
 * for await (const document of corpus.documents()) found.push(document)
 * found // ['the dog sees the cat', 'a cat sleeps', 'the dogs play and the cats sleep']
 */
export function textCorpus(files: readonly CorpusFile[], options: TextCorpusOptions = {}): Corpus {
  checkOptions('textCorpus', options, {
    format: true,
    textField: true,
    onInvalid: true,
    preprocess: true,
    deduplicate: true,
    onDuplicate: true,
  })
  return {
    documents() {
      const found = processed(readDocuments(files, options), options.preprocess)
      const kept = options.deduplicate ? deduplicate(found, options.onDuplicate) : found
      return withWords(kept, nameOf(files))
    },
  }
}

/**
 * A corpus that lies in memory.
 * @param documents not copied; an empty one stays
 * @example
 * const found: string[] = []
 * for await (const document of memoryCorpus(['a dog', 'a cat']).documents()) found.push(document)
 * found // ['a dog', 'a cat']
 */
export const memoryCorpus = (documents: readonly string[]): Corpus => ({
  async *documents() {
    yield* documents
  },
})

async function* processed(
  documents: AsyncIterable<string>,
  step: TextTransform | undefined,
): AsyncGenerator<string> {
  for await (const document of documents) {
    const text = step ? step(document).trim() : document
    if (text !== '') yield text
  }
}

async function* withWords(documents: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  let words = false
  for await (const document of documents) {
    words ||= hasWord(document)
    yield document
  }
  if (!words) throw noWords(name)
}

/** A word that a tokenizer can see: not what BERT's splitting drops. */
export const hasWord = (document: string): boolean => basic(document, false).length > 0

export const noWords = (name: string): CorpusError =>
  new CorpusError(`${name}: no words: a corpus is text, its documents separated by blank lines`)

export const nameOf = (files: readonly CorpusFile[]): string => {
  const [first] = files
  return first && files.length === 1 ? first.name : `${files.length} files`
}

/**
 * The parts of a corpus, each a corpus. It is read once to see where each document goes, and once for each reading of a
 * part; some bytes a document are held, and no text.
 * @throws as `splitDocuments`, whose split it is
 * @example
 * const { training, validation } = await splitCorpus(corpus, { validationShare: 0.3, seed: 1 })
 * training.size // 1
 * validation.size // 2
 */
export async function splitCorpus(
  corpus: Corpus,
  options: SplitOptions,
): Promise<Record<Part, Corpus & { readonly size: number }>> {
  checkOptions('splitCorpus', options, splitNames)
  const { seed, ...shares } = options
  const draw = await splitHash(seed)
  const draws: number[] = []
  for await (const document of corpus.documents()) draws.push(draw(document))
  const assigned = assignParts(draws, shares)
  const of = (part: Part) => ({
    size: assigned.filter((each) => each === part).length,
    async *documents() {
      let index = 0
      for await (const document of corpus.documents()) if (assigned[index++] === part) yield document
    },
  })
  return { training: of('training'), validation: of('validation'), test: of('test') }
}
