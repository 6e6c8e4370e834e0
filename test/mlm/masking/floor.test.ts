import { expect, test } from 'vitest'
import {
  createFloor,
  english,
  grammarSequences,
  grammarTokenizer,
  MASK,
  maskSequence,
  pairedInterval,
  scoreTokens,
  specialTokens,
} from '../../../packages/mlm/src/index.ts'
import { random } from '../../../packages/tensor/src/index.ts'

test('the floor is as often right on masked sentences as it says, so it is exact for these masks', () => {
  const tokenizer = grammarTokenizer()
  const count = 3000
  const source = grammarSequences(tokenizer, { seed: 1, stream: 'validation', count })
  const floor = createFloor(english)
  const wordNumber = (id: number) => id - specialTokens.length

  const surpluses = Array.from({ length: count }, (_, place) => {
    const ids = source.at(place)?.ids ?? new Int32Array()
    const { inputIds, labels } = maskSequence(ids, { tokenizer, random: random(1, place) })
    const visible = [...inputIds.slice(1, -1)].map((id) =>
      id === tokenizer.special.mask ? MASK : wordNumber(id),
    )
    const wanted = [...labels.slice(1, -1)].map(wordNumber)
    return scoreTokens(floor, visible, wanted).map(({ correct, confidence }) => Number(correct) - confidence)
  })
  const { mean, standardError } = pairedInterval(surpluses)
  expect(Math.abs(mean)).toBeLessThan(4 * standardError)
  expect(standardError).toBeLessThan(0.01)
})
