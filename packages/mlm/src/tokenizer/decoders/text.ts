import * as z from 'zod'
import { kind } from '../format/component.ts'
import { patternIn, patternShape } from '../patterns/pattern.ts'
import { checkPrefix, metaspaceShape } from '../pre-tokenizers/pieces.ts'
import { cleanup as cleaned } from './cleanup.ts'
import type { Decoder } from './decoder.ts'

/** Pieces without the prefix to those before, others after a space. */
export const wordPiece = kind(
  'WordPiece',
  { prefix: z.string(), cleanup: z.boolean() },
  ({ prefix, cleanup }): Decoder =>
    (tokens) =>
      tokens.map((token, index) => {
        const text = index === 0 ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`
        return cleanup ? cleaned(text) : text
      }),
)

/** Signs are spaces again, but for those of the first token. */
export const metaspace = kind('Metaspace', metaspaceShape, (options, location): Decoder => {
  checkPrefix(options, location)
  const { replacement, prepend_scheme } = options
  return (tokens) =>
    tokens.map((token, at) =>
      token.replaceAll(replacement, at === 0 && prepend_scheme !== 'never' ? '' : ' '),
    )
})

/** A suffix is a space, but that of the last token. */
export const bpe = kind(
  'BPEDecoder',
  { suffix: z.string().min(1) },
  ({ suffix }): Decoder =>
    (tokens) =>
      tokens.map((token, index) => token.replaceAll(suffix, index === tokens.length - 1 ? '' : ' ')),
)

/** Tokens that come again and again are one; without those of silence. */
export const ctc = kind(
  'CTC',
  { pad_token: z.string().min(1), word_delimiter_token: z.string().min(1), cleanup: z.boolean() },
  ({ pad_token, word_delimiter_token, cleanup }): Decoder =>
    (tokens) =>
      tokens
        .filter((token, index) => index === 0 || token !== tokens[index - 1])
        .map((token) => {
          const text = token.replaceAll(pad_token, '')
          return cleanup ? cleaned(text).replaceAll(word_delimiter_token, ' ') : text
        })
        .filter((text) => text !== ''),
)

export const replace = kind(
  'Replace',
  { pattern: patternShape, content: z.string() },
  ({ pattern, content }, location): Decoder => {
    const find = patternIn(pattern, location)
    return (tokens) =>
      tokens.map((token) => {
        let made = ''
        let at = 0
        for (const [from, to] of find(token)) {
          made += token.slice(at, from) + content
          at = to
        }
        return made + token.slice(at)
      })
  },
)

export const fuse = kind('Fuse', {}, (): Decoder => (tokens) => [tokens.join('')])

/** Takes a character off the ends of each token, so many times. */
export const strip = kind(
  'Strip',
  { content: z.string().regex(/^.$/su), start: z.int().nonnegative(), stop: z.int().nonnegative() },
  ({ content, start, stop }): Decoder =>
    (tokens) =>
      tokens.map((token) => {
        const characters = [...token]
        let from = 0
        while (from < start && characters[from] === content) from++
        let to = characters.length
        while (to > from && characters.length - to < stop && characters[to - 1] === content) to--
        return characters.slice(from, to).join('')
      }),
)
