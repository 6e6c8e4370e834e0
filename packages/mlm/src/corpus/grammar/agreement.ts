import type { Random } from '@cloze/tensor'
import { english } from './english.ts'
import { leaves, sampleTree, type Tree } from './sample.ts'

/**
 * A verb to mask, whose subject stands before a noun of the other number: what is nearest misleads. A model
 * passes where it gives `correctForms` together more probability than `wrongForms` together.
 * After Linzen, Dupoux & Goldberg 2016, "Assessing the ability of LSTMs to learn syntax-sensitive dependencies".
 */
export interface AgreementItem {
  /** The whole sentence, the verb included. */
  readonly words: readonly string[]
  /** Where the verb stands. */
  readonly position: number
  /** Every verb form of the subject's number. */
  readonly correctForms: readonly string[]
  /** Every verb form of the other number: none can stand here. */
  readonly wrongForms: readonly string[]
}

/**
 * `count` items from sentences of the embedded grammar, at most one a sentence.
 * @example
 * const item = agreementItems(1, random(1, 'agreement'))[0]
 * item?.words.join(' ') // 'the trees that puzzle one sailor scare each happy woman'
 * item?.position // 6
 */
export function agreementItems(count: number, random: Random): AgreementItem[] {
  const items: AgreementItem[] = []
  while (items.length < count) {
    const tree = sampleTree(english, random)
    const misled = misleadingAgreements(tree)
    const chosen = misled[random.integer(Math.max(1, misled.length))]
    if (chosen === undefined) continue
    items.push({
      words: leaves(tree).map((leaf) => leaf.word),
      position: chosen.verb.start,
      correctForms: verbForms[chosen.number],
      wrongForms: verbForms[opposite(chosen.number)],
    })
  }
  return items
}

type NumberFeature = 'sg' | 'pl'

const verbForms: Record<NumberFeature, readonly string[]> = { sg: formsOf('sg'), pl: formsOf('pl') }

function formsOf(number: NumberFeature): string[] {
  return english.lexicon.flatMap((rules, symbol) =>
    english.symbols[symbol]?.startsWith(`Verb[${number},`)
      ? rules.map((rule) => english.words[rule.word] as string)
      : [],
  )
}

/** The verbs of a sentence with a noun of the other number between them and their subject. */
function misleadingAgreements(tree: Tree): { verb: Tree; number: NumberFeature }[] {
  const nouns = leaves(tree).filter(isNoun)
  return subjectsAndVerbs(tree).flatMap(({ subject, verb }) => {
    const number = numberOf(subject)
    const misled = nouns.some(
      (noun) => noun.start > subject.start && noun.start < verb.start && numberOf(noun) !== number,
    )
    return misled ? [{ verb, number }] : []
  })
}

/**
 * Each noun with the verb that follows its phrase. A noun phrase begins with its head, and only a subject has a
 * verb among its right-hand siblings: `NP VP` in a sentence, `that NP Verb` in a relative clause.
 */
function subjectsAndVerbs(tree: Tree): { subject: Tree; verb: Tree }[] {
  const here = tree.children.flatMap((child, index) => {
    if (!child.symbol.startsWith('NP')) return []
    const subject = leaves(child).find(isNoun)
    const verb = tree.children
      .slice(index + 1)
      .flatMap(leaves)
      .find(isVerb)
    return subject && verb ? [{ subject, verb }] : []
  })
  return [...here, ...tree.children.flatMap(subjectsAndVerbs)]
}

const isNoun = (leaf: Tree) => leaf.symbol.startsWith('Noun[')
const isVerb = (leaf: Tree) => leaf.symbol.startsWith('Verb[')
const numberOf = (leaf: Tree): NumberFeature => (leaf.symbol.includes('[sg,') ? 'sg' : 'pl')
const opposite = (number: NumberFeature): NumberFeature => (number === 'sg' ? 'pl' : 'sg')
