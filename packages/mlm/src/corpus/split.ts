import { random } from '@cloze/tensor'
import xxhash from 'xxhash-wasm'
import { checkOptions } from '../check-options.ts'
import { TooFewDocumentsError } from '../errors.ts'

/** The parts of a corpus, in the order in which a run uses them. */
export const parts = ['training', 'validation', 'test'] as const

/** Of a corpus: to learn from, to watch the learning by, and to measure by at the end. */
export type Part = (typeof parts)[number]

/** Of the documents, where nothing else is said. */
export const VALIDATION_SHARE = 0.1

/** How a corpus is split by document; what is in neither share is for training. */
export interface SplitOptions {
  /** With a document's text it says where the document goes. */
  readonly seed: number
  /** Of the documents, from 0 to below 1. */
  readonly validationShare: number
  /** Of the documents, from 0 to below 1; 0 where left out. */
  readonly testShare?: number
}

/** The names of these. */
export const splitNames = { seed: true, validationShare: true, testShare: true } as const

/**
 * What decides where a document goes: a number from 0 to below 1 that follows from the seed and the document's text
 * alone (its xxHash, keyed). So equal documents go together, and no document moves when others come or go.
 * @example
 * const draw = await splitHash(1)
 * draw('the dog sees') // 0.0634591
 */
export async function splitHash(seed: number): Promise<(document: string) => number> {
  const { h64 } = await xxhash()
  const stream = random(seed, 'split')
  const half = () => BigInt(stream.integer(2 ** 32))
  const key = (half() << 32n) | half()
  return (document) => Number(h64(document, key) >> 11n) / 2 ** 53
}

/**
 * The part of each document, by its draw: validation has the low ones, test the high ones. A part that has a share and
 * would be empty (where documents are few) gets the document whose draw is nearest to its own.
 * @param draws of the documents, in their order
 * @throws CorpusError if there are fewer documents than parts; RangeError on shares that leave nothing for training
 * @example
 * assignParts([0.05, 0.5, 0.99], { validationShare: 0.1, testShare: 0.1 }) // ['validation', 'training', 'test']
 */
export function assignParts(
  draws: ArrayLike<number>,
  { validationShare, testShare = 0 }: Omit<SplitOptions, 'seed'>,
): Part[] {
  const bounds = boundsOf(validationShare, testShare)
  const wanted = parts.filter((part) => bounds[part].low < bounds[part].high)
  if (draws.length < wanted.length)
    throw new TooFewDocumentsError(
      draws.length,
      wanted,
      'documents are parted by blank lines; ' +
        `pass --documents line where each line is one, or name files for ${wanted
          .slice(1)
          .map((part) => `--${part}`)
          .join(' and ')}`,
    )
  const distance = (draw: number, part: Part) => Math.max(bounds[part].low - draw, draw - bounds[part].high)
  const assigned = Array.from(draws, (draw): Part => {
    if (draw < bounds.validation.high) return 'validation'
    return draw < bounds.training.high ? 'training' : 'test'
  })
  const sizes = { training: 0, validation: 0, test: 0 }
  for (const part of assigned) sizes[part] += 1
  for (const empty of wanted.filter((part) => sizes[part] === 0)) {
    const [nearest = 0] = assigned
      .flatMap((part, index) => (sizes[part] > 1 ? [index] : []))
      .sort((a, b) => distance(draws[a] ?? 0, empty) - distance(draws[b] ?? 0, empty))
    sizes[assigned[nearest] ?? 'training'] -= 1
    assigned[nearest] = empty
    sizes[empty] += 1
  }
  return assigned
}

function boundsOf(validation: number, test: number): Record<Part, { low: number; high: number }> {
  if (!(validation >= 0 && test >= 0 && validation + test < 1))
    throw new RangeError(
      `split: the shares of validation and test are from 0, and less than 1 together, not ${validation} and ${test}`,
    )
  return {
    validation: { low: 0, high: validation },
    training: { low: validation, high: 1 - test },
    test: { low: 1 - test, high: 1 },
  }
}

/**
 * Splits a corpus by document, so that nothing of a validation document is seen in training. Where a document goes
 * follows from the seed and its text (`splitHash`), so shares hold on average; all parts keep the corpus's order, and one
 * with a share has at least one document.
 * @throws CorpusError if there are fewer documents than parts
 * @example
 * const { training, validation } = await splitDocuments(documents, { validationShare: 0.3, seed: 1 })
 * training // ['the dogs play and the cats sleep']
 * validation // ['the dog sees the cat', 'a cat sleeps']
 */
export async function splitDocuments(
  documents: readonly string[],
  options: SplitOptions,
): Promise<Record<Part, string[]>> {
  checkOptions('splitDocuments', options, splitNames)
  const { seed, ...shares } = options
  const assigned = assignParts(documents.map(await splitHash(seed)), shares)
  const of = (part: Part) => documents.filter((_, index) => assigned[index] === part)
  return { training: of('training'), validation: of('validation'), test: of('test') }
}
