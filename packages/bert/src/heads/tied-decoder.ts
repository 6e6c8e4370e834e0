import type { BertConfig } from '../config.ts'
import { type Names, namesIn, type Parameter } from '../module.ts'
import type { Collected, WeightsFile } from '../weights.ts'

/** A decoder that is no word embeddings, as the model that has it declares it, and the table that it may be. */
export interface UntiedDecoder {
  readonly words: Parameter
  readonly decoder: Parameter
  /** Its other name is the decoder's own. */
  readonly bias: Parameter
}

/**
 * What a file makes of a decoder that may be the word embeddings. Of tensors that stand for one another, those that the
 * model has are put among `found`.
 *
 * A decoder that differs from the word embeddings stays what it is: transformers 5 doesn't tie it either, whatever
 * `tie_word_embeddings` says. Of two biases that differ, it computes with the decoder's, and so do we.
 * @param names of all parameters
 * @throws PretrainedError where there is no decoder, and the config says that it is not the word embeddings
 */
export function resolveTiedDecoder(
  file: WeightsFile,
  { found }: Collected,
  names: Names,
  untied: UntiedDecoder,
  { tieWordEmbeddings }: BertConfig,
): { readonly tied: boolean; readonly notes: readonly string[] } {
  const [wordsName] = namesIn(names, untied.words)
  const [decoderName] = namesIn(names, untied.decoder)
  const words = found.get(wordsName)
  const decoder = found.get(decoderName)
  const tied = words === undefined || decoder === undefined || same(words.values, decoder.values)
  const notes: string[] = []
  if (words === undefined && decoder !== undefined && tieWordEmbeddings) found.set(wordsName, decoder)
  if (words !== undefined && decoder === undefined && !tieWordEmbeddings)
    file.fail(
      `has no ${decoderName}, though config.json has tie_word_embeddings false; true would make it the word embeddings`,
    )
  if (!tied && tieWordEmbeddings)
    notes.push(`${file.name}: ${decoderName} differs from the word embeddings, so it is not tied to them`)
  const [biasName, ...others] = namesIn(names, untied.bias)
  for (const other of others) {
    const [bias, second] = [found.get(biasName), found.get(other)]
    if (second === undefined) continue
    if (bias && !same(bias.values, second.values))
      notes.push(`${file.name}: ${biasName} and ${other} differ; the latter is used, as transformers does`)
    found.set(biasName, second)
  }
  return { tied, notes }
}

const same = (a: Float32Array, b: Float32Array): boolean => a.every((value, index) => value === b[index])
