import { type Masking, maskSequence } from '@cloze/mlm'
import { english } from '@cloze/mlm/corpus'
import { grammarSequences, grammarTokenizer } from '@cloze/mlm/data'
import {
  channelOf,
  choiceDistributionOf,
  createFloor,
  MASK,
  pairedInterval,
  scoreTokens,
} from '@cloze/mlm/evaluation'
import { specialTokens } from '@cloze/mlm/tokenizer'
import { describe, expect, test } from 'vitest'
import { random } from '../../../../packages/tensor/src/index.ts'
import { examples } from '../../masking/arbitraries.ts'

const wordNumber = (id: number) => id - specialTokens.length

/** How much more often than it says the floor's predictor is right on masked sentences. */
function surplusOf(masking: Masking) {
  const tokenizer = grammarTokenizer()
  const count = 3000
  const source = grammarSequences(tokenizer, { seed: 1, stream: 'validation', count })
  const floor = createFloor(english, channelOf(masking), choiceDistributionOf(masking))
  const surpluses = Array.from({ length: count }, (_, index) => {
    const ids = source.at(index)?.ids ?? new Int32Array()
    const { inputIds, labels } = maskSequence(ids, { ...masking, tokenizer, random: random(1, index) })
    const visible = [...inputIds.slice(1, -1)].map((id) =>
      id === tokenizer.special.mask ? MASK : wordNumber(id),
    )
    const wanted = [...labels.slice(1, -1)].map(wordNumber)
    return scoreTokens(floor, visible, wanted).map(({ correct, confidence }) => Number(correct) - confidence)
  })
  return pairedInterval(surpluses)
}

describe('the floor is as often right on masked sentences as it says, so it is exact for these masks', () => {
  const known = examples.filter(({ strategy }) => strategy.distribution?.kind !== 'unknown')
  for (const { name, strategy } of known)
    test(name, () => {
      // With shares at which much of what was chosen is not seen.
      const { mean, standardError } = surplusOf({ strategy, rate: 0.3, masked: 0.4, replaced: 0.3 })
      expect(Math.abs(mean)).toBeLessThan(4 * standardError)
      expect(standardError).toBeLessThan(0.01)
    })
})
