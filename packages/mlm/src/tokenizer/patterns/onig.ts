import { type JsonLocation, refused } from '../format/component.ts'
import { isInside, lengthAt, type Match } from '../text/aligned.ts'
import { classOf, classOfOthers } from '../unicode/sets.ts'
import { areCaseless, casesOf, foldTogether } from './onig-case.ts'
import { allAnchors, alone, anchors, classes, controls, lineAnchors, properties } from './onig-tables.ts'
import type { Pattern } from './split.ts'

/**
 * A regular expression as Hugging Face's tokenizers reads it (Oniguruma, Ruby's syntax), as one of JavaScript's. What
 * can't be said in JavaScript, or not simply, is refused.
 * @throws TokenizerError that names what is not supported
 */
export function onigPattern(source: string, location: JsonLocation): Pattern {
  const translated = new Translation(source, location).whole()
  try {
    return matchesOf(new RegExp(translated, 'gu'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw refused(location, `${JSON.stringify(source)} is no regular expression that can be read: ${why}`)
  }
}

/**
 * As Oniguruma goes through a text: an empty match right after the one before doesn't count, nor one in a text that is
 * empty. Nor does one between the two units of a character, where JavaScript looks as well.
 */
const matchesOf =
  (expression: RegExp): Pattern =>
  (text) => {
    const matches: Match[] = []
    if (text === '') return matches
    let lastEnd = -1
    for (let at = 0; at <= text.length; ) {
      expression.lastIndex = at
      const found = expression.exec(text)
      if (found === null) break
      const from = found.index
      if (isInside(text, from)) {
        at = from + 1
        continue
      }
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

/** How a part of a pattern is read: by what stands around it. */
interface Mode {
  readonly ignoreCase: boolean
  /** In a lookbehind, or in one that says what may not be there. */
  readonly behind: 'no' | 'yes' | 'not'
}

/** A part as JavaScript has it, and the letters at its ends, if it has such and case doesn't count. */
interface Part {
  readonly made: string
  readonly first: string
  readonly last: string
}

const apart = (made: string): Part => ({ made, first: '', last: '' })

class Translation {
  private readonly source: string
  private readonly location: JsonLocation
  private at = 0
  private groups = 0

  constructor(source: string, location: JsonLocation) {
    this.source = source
    this.location = location
  }

  whole(): string {
    const { made } = this.alternatives({ ignoreCase: false, behind: 'no' })
    if (this.at < this.source.length) throw this.unsupported(')')
    return made
  }

  /** Up to the end, or to a parenthesis that closes. */
  private alternatives(mode: Mode): Part {
    const first = this.sequence(mode)
    let { made } = first
    while (this.source[this.at] === '|') {
      this.at++
      made += `|${this.sequence(mode).made}`
    }
    return made === first.made ? first : apart(made)
  }

  private sequence(mode: Mode): Part {
    const parts: Part[] = []
    while (this.at < this.source.length && !'|)'.includes(this.source.charAt(this.at))) {
      const part = this.quantified(this.atom(mode), mode)
      if (foldTogether(parts.at(-1)?.last ?? '', part.first))
        throw this.unsupported('two letters that are one in another case')
      parts.push(part)
    }
    return {
      made: parts.map(({ made }) => made).join(''),
      first: parts[0]?.first ?? '',
      last: parts.at(-1)?.last ?? '',
    }
  }

  private atom(mode: Mode): Part {
    const character = this.next()
    switch (character) {
      case '(':
        return this.group(mode)
      case '[':
        return apart(this.brackets(mode))
      case '\\':
        return this.escape(mode)
      case '.':
        return apart('[^\\n]')
      case '*':
      case '+':
      case '?':
        throw this.unsupported(`${character} after nothing`)
      default:
        return lineAnchors[character] === undefined
          ? this.letter(character, mode)
          : apart(lineAnchors[character])
    }
  }

  private letter(character: string, { ignoreCase }: Mode): Part {
    if (!ignoreCase) return apart(one(character))
    return { made: `[${this.bothCases(character)}]`, first: character, last: character }
  }

  private group(mode: Mode): Part {
    const opening = /^\?(?:[:=!>]|<[=!]|i:|-i:)/.exec(this.source.slice(this.at))?.[0]
    if (opening === undefined && this.source[this.at] === '?')
      throw this.unsupported(`(${this.source.slice(this.at, this.at + 3)}`)
    this.at += opening?.length ?? 0
    this.checkBehind(`(${opening ?? ''}`, mode)
    const ignoreCase = opening === '?i:' || (opening !== '?-i:' && mode.ignoreCase)
    const behind = opening === '?<!' ? 'not' : opening === '?<=' && mode.behind === 'no' ? 'yes' : mode.behind
    const inner = this.alternatives({ ignoreCase, behind })
    if (this.next() !== ')') throw this.unsupported('( without )')
    const made = `(?:${inner.made})`
    if (opening === '?:') return { ...inner, made }
    if (opening === undefined || opening.endsWith(':')) return apart(made)
    return apart(opening === '?>' ? this.atomic(inner.made, mode) : `(${opening}${inner.made})`)
  }

  /** What Oniguruma doesn't let into a lookbehind. */
  private checkBehind(opening: string, { behind }: Mode): void {
    if (behind === 'no') return
    if (['(?=', '(?!', '(?<!'].includes(opening) || (opening === '(' && behind === 'not'))
      throw this.unsupported(`${opening} in a lookbehind`)
  }

  /** What has matched is not tried again in another way. JavaScript reads a lookbehind from its end, and finds nothing. */
  private atomic(inner: string, { behind }: Mode): string {
    if (behind !== 'no') throw this.unsupported('an atomic group or a possessive quantifier in a lookbehind')
    const name = `only${this.groups++}`
    return `(?:(?=(?<${name}>${inner}))\\k<${name}>)`
  }

  private quantified(atom: Part, mode: Mode): Part {
    const rest = this.source.slice(this.at, this.at + QUANTIFIER)
    const simple = /^([*+?])([?+]?)/.exec(rest)
    const counted = /^\{(\d*)(,?)(\d*)\}(\??)/.exec(rest)
    if (simple !== null) {
      this.once(simple[0], atom)
      return apart(simple[2] === '+' ? this.atomic(`${atom.made}${simple[1]}`, mode) : atom.made + simple[0])
    }
    if (counted === null || (counted[1] === '' && counted[3] === '')) return atom
    const [whole, least = '', comma = '', most = '', lazy = ''] = counted
    if (comma === '' && lazy !== '') throw this.unsupported(whole)
    this.once(whole, atom)
    const made = `${atom.made}{${least === '' ? 0 : least}${comma}${most}}${lazy}`
    const isOne = Number(least) === 1 && (comma === '' || Number(most) === 1)
    return isOne ? { ...atom, made } : apart(made)
  }

  /** Goes past a quantifier, which stands after what can be there several times, and has none after it. */
  private once(quantifier: string, { made }: Part): void {
    if (allAnchors.has(made)) throw this.unsupported(`${quantifier} after an anchor`)
    this.at += quantifier.length
    this.noFurther()
  }

  private noFurther(): void {
    if (/^(?:[*+?]|\{\d*,?\d*\})/.test(this.source.slice(this.at, this.at + QUANTIFIER)))
      throw this.unsupported('one quantifier after another')
  }

  private escape(mode: Mode): Part {
    const letter = this.source[this.at] ?? ''
    const anchor = anchors[letter]
    if (anchor !== undefined) {
      this.at++
      return apart(anchor)
    }
    if (letter === 'w' || letter === 'W') {
      this.at++
      return apart(`[${letter === 'w' ? classOf(...alone) : classOfOthers(...alone)}]`)
    }
    // A set by itself is of the case that it says, even where case doesn't count.
    if (isSet(letter)) return apart(`[${this.escapedSet(false)}]`)
    return this.letter(String.fromCodePoint(this.escapedCharacter(this.next())), mode)
  }

  /** The set that stands after a backslash, as it is written in brackets. */
  private escapedSet(ignoreCase: boolean): string {
    const letter = this.next()
    const set = classes[letter.toLowerCase()]
    if (set !== undefined) return letter === letter.toLowerCase() ? classOf(set) : classOfOthers(set)
    const [written, not, name = ''] = /^\{(\^?)([^}]*)\}/.exec(this.source.slice(this.at)) ?? ['']
    const found = properties.get(name.toLowerCase().replace(/[\s_-]/g, ''))
    if (found === undefined) throw this.unsupported(`\\${letter}${written}`)
    if (ignoreCase && !areCaseless(found))
      throw this.unsupported(`\\${letter}${written} in brackets where case doesn't count`)
    this.at += written.length
    return (letter === 'P') === (not === '^') ? classOf(...found) : classOfOthers(...found)
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

  private brackets({ ignoreCase }: Mode): string {
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
    if (first === '\\' && isSet(this.source.charAt(this.at))) return this.escapedSet(ignoreCase)
    const from = first === '\\' ? this.escapedCharacter(this.next()) : (first.codePointAt(0) ?? 0)
    if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
      this.at++
      const last = this.next()
      if (last === '[' || ignoreCase) throw this.unsupported(`a range up to ${last}`)
      const to = last === '\\' ? this.escapedCharacter(this.next()) : (last.codePointAt(0) ?? 0)
      return `${point(from)}-${point(to)}`
    }
    return ignoreCase ? this.bothCases(String.fromCodePoint(from)) : point(from)
  }

  /** As it is written in brackets. */
  private bothCases(character: string): string {
    const cases = casesOf(character)
    if (cases === undefined) throw this.unsupported(`${character} where case doesn't count`)
    return cases.map(one).join('')
  }

  private next(): string {
    const character = this.source.slice(this.at, this.at + lengthAt(this.source, this.at))
    this.at += character.length
    return character
  }

  private unsupported(what: string) {
    return refused(this.location, `${JSON.stringify(this.source)} has ${what}, which is not supported`)
  }
}

/** A quantifier is no longer. */
const QUANTIFIER = 32

const isSet = (letter: string): boolean => /^[swdp]$/i.test(letter)

const point = (code: number): string => `\\u{${code.toString(16)}}`
const one = (character: string): string => point(character.codePointAt(0) ?? 0)
