import * as z from 'zod'
import { sha256 } from '../sha256.ts'
import type { Storage } from '../storage.ts'
import { type Translator, translateAll } from './translator.ts'

const entry = z.object({ translation: z.string() })

/** A translator with a memory, and what came from where. */
export interface CachedTranslator extends Translator {
  /** Texts that were translated, and those that were known. */
  counts(): { readonly asked: number; readonly known: number }
}

/**
 * A translator that is asked for each text once: translations are kept in files of their own, whose names are the SHA-256
 * of the translator's name, the languages and the text. What was translated stays when a later text fails. A file that is
 * damaged is made anew.
 * @example
 * const translator = { name: 'none', translate: async (texts: readonly string[]) => [...texts] }
 * const cached = cachedTranslator(translator, memoryStorage())
 * await cached.translate(['a cat', 'a cat'], 'en', 'de') // ['a cat', 'a cat']
 * cached.counts() // { asked: 1, known: 0 }
 */
export function cachedTranslator(
  translator: Translator,
  storage: Pick<Storage, 'read' | 'write' | 'exists'>,
): CachedTranslator {
  let asked = 0
  let known = 0

  async function recall(name: string): Promise<string | undefined> {
    if (!(await storage.exists(name))) return undefined
    try {
      return entry.parse(JSON.parse(new TextDecoder().decode(await storage.read(name)))).translation
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
      throw error
    }
  }

  return {
    name: translator.name,
    counts: () => ({ asked, known }),
    async translate(texts, from, to) {
      const found = new Map<string, string>()
      const missing: { text: string; name: string }[] = []
      for (const text of new Set(texts)) {
        const name = await nameOf([translator.name, from, to, text])
        const translation = await recall(name)
        if (translation === undefined) missing.push({ text, name })
        else found.set(text, translation)
      }
      known += found.size
      for (let start = 0; start < missing.length; start += TOGETHER) {
        const part = missing.slice(start, start + TOGETHER)
        const translations = await translateAll(
          translator,
          part.map(({ text }) => text),
          from,
          to,
        )
        asked += part.length
        for (const [index, { text, name }] of part.entries()) {
          const translation = translations[index] ?? ''
          const json = JSON.stringify({ translator: translator.name, from, to, text, translation })
          await storage.write(name, new TextEncoder().encode(json))
          found.set(text, translation)
        }
      }
      return texts.map((text) => found.get(text) ?? '')
    },
  }
}

/** Texts that are asked for before they are written down. */
const TOGETHER = 16

/** Folders by the first two digits, so that none holds too many files. */
async function nameOf(key: readonly string[]): Promise<string> {
  const hex = await sha256(new TextEncoder().encode(JSON.stringify(key)))
  return `${hex.slice(0, 2)}/${hex.slice(2)}.json`
}
