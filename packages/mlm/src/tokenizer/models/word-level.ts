import type { Model } from './model.ts'

/** One token a word. */
export const wordLevel =
  (ids: ReadonlyMap<string, number>, unknown: string): Model =>
  (word) => {
    const id = ids.get(word)
    return [
      {
        id: id ?? ids.get(unknown) ?? 0,
        value: id === undefined ? unknown : word,
        from: 0,
        to: word.length,
      },
    ]
  }
