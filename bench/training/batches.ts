/** What is trained on: random tokens, or the batches of a file. */
import { readFile } from 'node:fs/promises'
import { IGNORE_INDEX, type MaskedBatch } from '@cloze/bert'
import { random } from '@cloze/tensor'
import { z } from 'zod'
import { Misuse } from '../misuse.ts'

export interface RandomBatchOptions {
  readonly vocabularySize: number
  readonly batchSize: number
  readonly sequenceLength: number
  /** The share of cells that are padding, on the average; 0: none is. */
  readonly padding: number
}

/** The batch of a step: random ids, a label at 15 % of them. */
export function randomBatch(
  step: number,
  { batchSize, sequenceLength, vocabularySize, padding }: RandomBatchOptions,
): MaskedBatch {
  const stream = random(0, 'bench', step)
  const size = batchSize * sequenceLength
  const lengths = Array.from({ length: batchSize }, (_, row) =>
    row === 0
      ? sequenceLength
      : Math.max(1, Math.round(sequenceLength * (1 - 2 * padding * stream.uniform()))),
  )
  const isToken = (index: number) =>
    index % sequenceLength < (lengths[Math.floor(index / sequenceLength)] ?? 0)
  const inputIds = Int32Array.from({ length: size }, (_, index) => {
    const id = 1 + stream.integer(vocabularySize - 1)
    return isToken(index) ? id : 0
  })
  return {
    batchSize,
    sequenceLength,
    inputIds,
    labels: inputIds.map((id, index) =>
      isToken(index) && (stream.uniform() < 0.15 || index === 0) ? id : IGNORE_INDEX,
    ),
    attentionMask: inputIds.map((_, index) => Number(isToken(index))),
    tokenTypeIds: new Int32Array(size),
  }
}

/** How many of a batch's cells are no padding. */
export const tokensOf = ({ attentionMask }: MaskedBatch): number =>
  attentionMask.reduce((total, one) => total + one, 0)

const rows = z.array(z.array(z.int()).min(1)).min(1)
const schema = z.object({
  input_ids: rows,
  labels: rows,
  attention_mask: rows.optional(),
  token_type_ids: rows.optional(),
})

/**
 * Reads batches, by the names that transformers gives their parts: `input_ids` and `labels`, and where they are not all
 * 1 and all 0, `attention_mask` and `token_type_ids`, each a list of rows. A list of such batches is taken in turn.
 * @throws Misuse that says what of the file is wrong
 */
export async function readBatches(path: string): Promise<readonly [MaskedBatch, ...MaskedBatch[]]> {
  const wrong = (what: string) => new Misuse(`--batch ${path}: ${what}`)
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw wrong(error instanceof SyntaxError ? 'is not JSON' : String(error))
  }
  const found = z
    .array(schema)
    .min(1)
    .safeParse(Array.isArray(json) ? json : [json])
  if (!found.success)
    throw wrong(
      found.error.issues
        .slice(0, 3)
        .map(({ path: at, message }) => `${at.join('.')}: ${message}`)
        .join('; '),
    )
  const [first, ...others] = found.data.map(({ input_ids, labels, attention_mask, token_type_ids }) => {
    const [batchSize, sequenceLength] = [input_ids.length, input_ids[0]?.length ?? 0]
    const flat = (name: string, given: readonly (readonly number[])[] | undefined, otherwise: number) => {
      const shape = given ?? input_ids.map((row) => row.map(() => otherwise))
      if (shape.length !== batchSize || shape.some((row) => row.length !== sequenceLength))
        throw wrong(
          `${name} must be ${batchSize} rows of ${sequenceLength}, as the first row of input_ids is`,
        )
      return Int32Array.from(shape.flat())
    }
    return {
      batchSize,
      sequenceLength,
      inputIds: flat('input_ids', input_ids, 0),
      labels: flat('labels', labels, IGNORE_INDEX),
      attentionMask: flat('attention_mask', attention_mask, 1),
      tokenTypeIds: flat('token_type_ids', token_type_ids, 0),
    }
  })
  if (!first) throw wrong('holds no batch')
  return [first, ...others]
}

/** @throws Misuse where an id or a label is none of the vocabulary's */
export function checkIds({ inputIds, labels }: MaskedBatch, vocabularySize: number, where: string): void {
  const check = (name: string, ids: Int32Array) => {
    const wrong = ids.find((id) => !(id >= 0 && id < vocabularySize))
    if (wrong !== undefined)
      throw new Misuse(`${where}: ${name} has ${wrong}, but must have ids of 0…${vocabularySize - 1}`)
  }
  check('input_ids', inputIds)
  check(
    'labels',
    (labels ?? new Int32Array()).filter((id) => id !== IGNORE_INDEX),
  )
}
