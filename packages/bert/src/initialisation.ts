import { compileFloat32, type Random, random, scalarInput } from '@cloze/tensor'

const log = compileFloat32(scalarInput(0).log()) // Math.log differs from one JavaScript engine to another

/**
 * Draws from a normal distribution of mean 0 by the polar method (Marsaglia & Bray 1964), which needs no sine.
 * @returns the same numbers on every machine
 */
function normal(stream: Random, length: number, deviation: number): Float32Array {
  const values = new Float32Array(length)
  for (let i = 0; i < length; i += 2) {
    const [x, y, square] = pointInDisc(stream)
    const factor = deviation * Math.sqrt((-2 * log([Math.fround(square)])) / square)
    values[i] = x * factor
    if (i + 1 < length) values[i + 1] = y * factor
  }
  return values
}

/** A point in the unit disc but for its middle, and its distance from there, squared. */
function pointInDisc(stream: Random): [x: number, y: number, square: number] {
  for (;;) {
    const x = 2 * stream.uniform() - 1
    const y = 2 * stream.uniform() - 1
    const square = x * x + y * y
    if (square < 1 && square > 1e-30) return [x, y, square]
  }
}

/**
 * What a parameter of this name starts as, by Hugging Face's rule for BERT: weights normal, biases 0, layer norms 1,
 * the row of the padding token 0.
 */
export function initialValues(
  name: string,
  shape: readonly number[],
  { seed, deviation, padTokenId }: { seed: number; deviation: number; padTokenId: number },
): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1)
  if (name.endsWith('bias')) return new Float32Array(length)
  if (name.includes('LayerNorm')) return new Float32Array(length).fill(1)
  const values = normal(random(seed, 'initialise', name), length, deviation)
  const width = shape[1] ?? 1
  if (name.endsWith('word_embeddings.weight')) values.fill(0, padTokenId * width, (padTokenId + 1) * width)
  return values
}
