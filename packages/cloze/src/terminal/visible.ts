/**
 * What a terminal would act on, or not show: control characters, ESC among them; line and paragraph separators; what
 * turns the direction of writing; characters of no width, but for the two joiners, which scripts and emoji are written with.
 */
const unseen =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\u00AD\u180E\u200B\u2060-\u2064\u206A-\u206F\uFEFF\uFFF9-\uFFFB]/gu

const short = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * A text of a corpus, a vocabulary or a file's name as a terminal may have it: on one line, with what would move the cursor,
 * change colours or hide written out; a mark that would sit on what is before it sits on a circle.
 * @example
 * visible('a\u001b[2Jb\n') // 'a\\u{1b}[2Jb\\n'
 */
export const visible = (text: string): string =>
  text
    .replace(unseen, (character) => short.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(/^(?=\p{M})/u, '◌')
