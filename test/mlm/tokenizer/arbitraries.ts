import { fc } from '@fast-check/vitest'

/** Lower-case words that are read as they are written. */
export const words = fc.stringMatching(/^[a-zß0-9]{1,4}$/)

/** Some words, each once. */
export const wordLists = fc.uniqueArray(words, { minLength: 1, maxLength: 20 })
