import { type Section, sectionsOf, specialTokens } from '../tokenizer/special.ts'
import { type Augmentation, type AugmentationKind, needed } from './augmentation.ts'
import { AugmentationError } from './error.ts'
import { type BackTranslation, translateAll } from './translator.ts'

const sections = sectionsOf(specialTokens)

/**
 * Translates texts into another language and back. Special tokens, and the spaces around what stands between them, stay
 * as they are. The rate says nothing here: the translator changes what it changes.
 * @throws AugmentationError where no language is given, or it is the texts' own
 * @example
 * const translator = { name: 'none', translate: async (texts: readonly string[]) => texts.map((text) => `${text}!`) }
 * await backTranslate({ translator, from: 'en', to: ['de'] })(['a cat'], { rate: 1, streams: [random(1)] }) // ['a cat!!']
 */
export function backTranslate({ translator, from, to }: BackTranslation): Augmentation {
  if (to.length === 0 || to.includes(from))
    throw new AugmentationError(
      `augmentation back-translate: from ${from} by ${to.join(', ') || 'no language'} and back; name other languages (--to)`,
    )
  return async (texts, { streams }) => {
    const split = texts.map((text) => sections(text).map(trimmed))
    const ways = texts.map((_, place) => to[streams[place]?.integer(to.length) ?? 0])
    const found = texts.slice()
    for (const way of to) {
      const places = [...texts.keys()].filter((place) => ways[place] === way)
      const parts = places.flatMap((place) => split[place] ?? []).filter(isTranslated)
      const there = await translateAll(
        translator,
        parts.map(({ core }) => core),
        from,
        way,
      )
      const back = (await translateAll(translator, there, way, from)).values()
      for (const place of places)
        found[place] = (split[place] ?? [])
          .map((part) =>
            isTranslated(part) ? part.before + (back.next().value ?? '').trim() + part.after : part.text,
          )
          .join('')
    }
    return found
  }
}

interface Part extends Section {
  readonly before: string
  readonly core: string
  readonly after: string
}

function trimmed(section: Section): Part {
  const core = section.text.trim()
  const start = section.text.indexOf(core)
  return {
    ...section,
    before: section.text.slice(0, start),
    core,
    after: section.text.slice(start + core.length),
  }
}

const isTranslated = ({ whole, core }: Part): boolean => !whole && core !== ''

export const backTranslation = {
  name: 'back-translate',
  summary:
    'translates into another language and back; needs --translator and --to; the rate says nothing to it',
  source: 'Sennrich et al. 2016; Edunov et al. 2018; Xie et al. 2020, UDA',
  needs: 'backTranslation',
  create: ({ backTranslation: given }) =>
    backTranslate(needed(given, 'back-translate', 'a translator and a language (--translator URL --to de)')),
} as const satisfies AugmentationKind
