import type { Match } from './aligned.ts'
import { lengthAt } from './aligned.ts'
import { type Place, refused } from './component.ts'
import type { Pattern } from './split.ts'
import { classOf, classOfOthers, type SetName } from './unicode/sets.ts'

/**
 * A regular expression as Hugging Face's tokenizers reads it (Oniguruma, Ruby's syntax), as one of JavaScript's. What
 * can't be said in JavaScript, or not simply, is refused.
 * @throws TokenizerError that names what is not supported
 */
export function onigPattern(source: string, place: Place): Pattern {
  const translated = new Translation(source, place).whole()
  try {
    return matchesOf(new RegExp(translated, 'gu'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw refused(place, `${JSON.stringify(source)} is no regular expression that can be read: ${why}`)
  }
}

/** As Oniguruma goes through a text: an empty match right after the one before doesn't count. */
const matchesOf =
  (expression: RegExp): Pattern =>
  (text) => {
    const matches: Match[] = []
    let lastEnd = -1
    for (let at = 0; at <= text.length; ) {
      expression.lastIndex = at
      const found = expression.exec(text)
      if (found === null) break
      const from = found.index
      const to = from + found[0].length
      if (from === to && to === lastEnd) {
        at += lengthAt(text, at)
        continue
      }
      matches.push([from, to])
      at = to
      lastEnd = to
    }
    return matches
  }

/** The sets of \p{…}, by name in lower case without _ and spaces. */
const properties: Readonly<Record<string, readonly SetName[]>> = {
  l: ['Lu', 'Ll', 'Lt', 'Lm', 'Lo'],
  letter: ['Lu', 'Ll', 'Lt', 'Lm', 'Lo'],
  lu: ['Lu'],
  ll: ['Ll'],
  lt: ['Lt'],
  lm: ['Lm'],
  lo: ['Lo'],
  m: ['M'],
  mn: ['Mn'],
  n: ['N'],
  nd: ['Nd'],
  p: ['P'],
  s: ['S'],
  han: ['Han'],
  hiragana: ['Hiragana'],
  katakana: ['Katakana'],
  hangul: ['Hangul'],
  latin: ['Latin'],
  greek: ['Greek'],
  cyrillic: ['Cyrillic'],
  arabic: ['Arabic'],
  hebrew: ['Hebrew'],
  thai: ['Thai'],
  devanagari: ['Devanagari'],
}

const classes: Readonly<Record<string, SetName>> = { s: 'white', w: 'w', d: 'd' }
/** Outside of brackets \w is more than inside. */
const alone: readonly SetName[] = ['w', 'wAlone']
const word = `[${classOf(...alone)}]`

/** Escapes outside of brackets that stand for a place or for no single character. */
const places: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  b: `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`,
  B: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
}

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, a: 7, e: 27 }

/** What several letters fold to one for: Oniguruma knows that ß is ss where case doesn't count. */
const folded = /ss|st|ff|fi|fl/i

class Translation {
  private readonly source: string
  private readonly place: Place
  private at = 0
  private groups = 0

  constructor(source: string, place: Place) {
    this.source = source
    this.place = place
  }

  whole(): string {
    const made = this.alternatives(false)
    if (this.at < this.source.length) throw this.unsupported(')')
    return made
  }

  /** Up to the end, or to a parenthesis that closes. */
  private alternatives(ignoreCase: boolean): string {
    let made = ''
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at++
        made += '|'
        continue
      }
      if (ignoreCase && folded.test(this.source.slice(this.at, this.at + 2)))
        throw this.unsupported('two letters that are one in another case')
      made += this.quantified(this.atom(ignoreCase))
    }
    return made
  }

  private atom(ignoreCase: boolean): string {
    const character = this.next()
    switch (character) {
      case '(':
        return this.group(ignoreCase)
      case '[':
        return this.brackets(ignoreCase)
      case '\\':
        return this.escape()
      case '.':
        return '[^\\n]'
      case '^':
        return '(?:(?<![^])|(?<=\\n)(?=[^]))'
      case '$':
        return '(?![^\\n])'
      case '*':
      case '+':
      case '?':
        throw this.unsupported(`${character} after nothing`)
      default:
        return ignoreCase ? this.bothCases(character) : one(character)
    }
  }

  private group(ignoreCase: boolean): string {
    const opening = /^\?(?:[:=!>]|<[=!]|i:|-i:)/.exec(this.source.slice(this.at))?.[0]
    if (opening === undefined && this.source[this.at] === '?')
      throw this.unsupported(`(${this.source.slice(this.at, this.at + 3)}`)
    this.at += opening?.length ?? 0
    const inner = this.alternatives(opening === '?i:' || (opening !== '?-i:' && ignoreCase))
    if (this.next() !== ')') throw this.unsupported('( without )')
    if (opening === undefined || opening.endsWith(':')) return `(?:${inner})`
    return opening === '?>' ? this.atomic(inner) : `(${opening}${inner})`
  }

  /** What has matched is not tried again in another way. */
  private atomic(inner: string): string {
    const name = `only${this.groups++}`
    return `(?:(?=(?<${name}>${inner}))\\k<${name}>)`
  }

  private quantified(atom: string): string {
    const rest = this.source.slice(this.at)
    const simple = /^([*+?])([?+]?)/.exec(rest)
    const counted = /^\{(\d*)(,?)(\d*)\}(\??)/.exec(rest)
    if (simple !== null) {
      this.at += simple[0].length
      this.noFurther()
      return simple[2] === '+' ? this.atomic(`${atom}${simple[1]}`) : atom + simple[0]
    }
    if (counted === null || (counted[1] === '' && counted[3] === '')) return atom
    const [whole, least = '', comma = '', most = '', lazy = ''] = counted
    if (comma === '' && lazy !== '') throw this.unsupported(whole)
    this.at += whole.length
    this.noFurther()
    return `${atom}{${least === '' ? 0 : least}${comma}${most}}${lazy}`
  }

  private noFurther(): void {
    if (/^(?:[*+?]|\{\d*,?\d*\})/.test(this.source.slice(this.at)))
      throw this.unsupported('one quantifier after another')
  }

  private escape(): string {
    const letter = this.source[this.at] ?? ''
    const place = places[letter]
    if (place !== undefined) {
      this.at++
      return place
    }
    if (letter === 'w' || letter === 'W') {
      this.at++
      return `[${letter === 'w' ? classOf(...alone) : classOfOthers(...alone)}]`
    }
    return `[${this.escapedClass()}]`
  }

  /** What stands after a backslash, as it is written in brackets. */
  private escapedClass(): string {
    const letter = this.next()
    const set = classes[letter.toLowerCase()]
    if (set !== undefined) return letter === letter.toLowerCase() ? classOf(set) : classOfOthers(set)
    if (letter === 'p' || letter === 'P') {
      const [written, not, name = ''] = /^\{(\^?)([^}]*)\}/.exec(this.source.slice(this.at)) ?? ['']
      const found = properties[name.toLowerCase().replace(/[\s_-]/g, '')]
      if (found === undefined) throw this.unsupported(`\\${letter}${written}`)
      this.at += written.length
      return (letter === 'P') === (not === '^') ? classOf(...found) : classOfOthers(...found)
    }
    return point(this.escapedCharacter(letter))
  }

  private escapedCharacter(letter: string): number {
    const control = controls[letter]
    if (control !== undefined) return control
    if (letter === 'x' || letter === 'u') {
      const pattern = letter === 'x' ? /^(?:\{([0-9a-fA-F]{1,6})\}|([0-7][0-9a-fA-F]))/ : /^([0-9a-fA-F]{4})/
      const found = pattern.exec(this.source.slice(this.at))
      if (found === null) throw this.unsupported(`\\${letter}`)
      this.at += found[0].length
      return Number.parseInt(found[1] ?? found[2] ?? '', 16)
    }
    if (/[\p{L}\p{N}]/u.test(letter) || letter === '') throw this.unsupported(`\\${letter}`)
    return letter.codePointAt(0) ?? 0
  }

  private brackets(ignoreCase: boolean): string {
    const not = this.source[this.at] === '^'
    if (not) this.at++
    let made = ''
    if (this.source[this.at] === ']') throw this.unsupported('] as the first in brackets')
    while (this.source[this.at] !== ']') {
      if (this.at >= this.source.length) throw this.unsupported('[ without ]')
      if (this.source.startsWith('&&', this.at)) throw this.unsupported('&& in brackets')
      made += this.member(ignoreCase)
    }
    this.at++
    return `[${not ? '^' : ''}${made}]`
  }

  private member(ignoreCase: boolean): string {
    const first = this.next()
    if (first === '[') throw this.unsupported('[ in brackets')
    const isSet = first === '\\' && /[swdpP]/i.test(this.source[this.at] ?? '')
    if (isSet) return this.escapedClass()
    const from = first === '\\' ? this.escapedCharacter(this.next()) : (first.codePointAt(0) ?? 0)
    if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
      this.at++
      const last = this.next()
      if (last === '[' || ignoreCase) throw this.unsupported(`a range up to ${last}`)
      const to = last === '\\' ? this.escapedCharacter(this.next()) : (last.codePointAt(0) ?? 0)
      return `${point(from)}-${point(to)}`
    }
    const character = String.fromCodePoint(from)
    return ignoreCase ? this.bothCases(character).slice(1, -1) : point(from)
  }

  private bothCases(character: string): string {
    if (/[^\p{ASCII}]/u.test(character) && character.toLowerCase() !== character.toUpperCase())
      throw this.unsupported(`${character} where case doesn't count`)
    const others = { s: 'ſ', k: '\u212a' }[character.toLowerCase()] ?? ''
    const all = new Set([character.toLowerCase(), character.toUpperCase(), ...others])
    return `[${[...all].map((each) => point(each.codePointAt(0) ?? 0)).join('')}]`
  }

  private next(): string {
    const character = this.source.slice(this.at, this.at + lengthAt(this.source, this.at))
    this.at += character.length
    return character
  }

  private unsupported(what: string) {
    return refused(this.place, `${JSON.stringify(this.source)} has ${what}, which is not supported`)
  }
}

const point = (code: number): string => `\\u{${code.toString(16)}}`
const one = (character: string): string => point(character.codePointAt(0) ?? 0)
