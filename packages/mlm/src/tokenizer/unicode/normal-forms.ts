import { type Change, lengthAt } from '../text/aligned.ts'
import { memoized } from '../text/memoized.ts'
import { combiningClasses, memberOf } from './sets.ts'

/** The four normal forms of Unicode. */
export type NormalForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD'

const isCanonical = memberOf('canonical')
const isCompatible = memberOf('compatible')
const hangul = /^[\uac00-\ud7a3]/

/** What one character decomposes into: as Unicode 9 has it, the version of Hugging Face's tokenizers. */
const decomposer = (form: 'NFD' | 'NFKD', decomposes: (character: string) => boolean) => {
  const known = new Map<string, readonly string[]>()
  return (character: string): readonly string[] => {
    let found = known.get(character)
    if (found === undefined) {
      const whole = hangul.test(character) || decomposes(character)
      found = whole ? [...character.normalize(form)] : [character]
      known.set(character, found)
    }
    return found
  }
}

const decompose = {
  NFD: decomposer('NFD', isCanonical),
  NFKD: decomposer('NFKD', isCompatible),
} as const

/** The character that two make together, if they do. */
const compose = memoized((both) => {
  const made = both.normalize('NFC')
  return made !== both && lengthAt(made, 0) === made.length && (hangul.test(made) || isCanonical(made))
    ? made
    : undefined
})

const classOf = (character: string): number => combiningClasses.get(character) ?? 0

/**
 * A text in a normal form, as the changes that lead to it.
 * @example
 * normalForm('NFC', 'e\u0301') // [['é', -1]]
 */
export function normalForm(form: NormalForm, text: string): readonly Change[] {
  if (form === 'NFD' || form === 'NFKD') return decomposed(text, decompose[form])
  return recomposed(decomposed(text, decompose[form === 'NFC' ? 'NFD' : 'NFKD']))
}

function decomposed(text: string, decomposeOne: (character: string) => readonly string[]): Change[] {
  const changes: Change[] = []
  /** Marks since the last letter, which are put in the order of their classes. */
  let pending: { readonly change: Change; readonly order: number }[] = []
  const flush = () => {
    if (pending.length === 0) return
    for (const { change } of pending.sort((a, b) => a.order - b.order)) changes.push(change)
    pending = []
  }
  for (const character of text)
    for (const [index, part] of decomposeOne(character).entries()) {
      const change = [part, index > 0 ? 1 : 0] as const
      const order = classOf(part)
      if (order > 0) pending.push({ change, order })
      else {
        flush()
        changes.push(change)
      }
    }
  flush()
  return changes
}

function recomposed(changes: readonly Change[]): Change[] {
  const made: Change[] = []
  let letter: Change | undefined
  let marks: Change[] = []
  let last: number | undefined
  for (const change of changes) {
    const [character, how] = change
    const order = classOf(character)
    if (letter === undefined) {
      if (order === 0) letter = change
      else made.push(change)
      continue
    }
    // A mark of the same class or a higher one stands between the two.
    const joined = last === undefined || last < order ? compose(letter[0] + character) : undefined
    if (joined !== undefined) letter = [joined, letter[1] + how - 1]
    else if (order === 0) {
      made.push(letter)
      for (const mark of marks) made.push(mark)
      letter = change
      marks = []
      last = undefined
    } else {
      marks.push(change)
      last = order
    }
  }
  if (letter !== undefined) made.push(letter)
  for (const mark of marks) made.push(mark)
  return made
}
