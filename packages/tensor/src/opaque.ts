/** What is in a value, as far as it can be seen from outside, and where more may be that nobody sees. */

/** Of the language's own classes those that hold nothing but their properties and elements. */
const OPEN =
  /^(Object|Array|Map|Set|\w*Error|Date|RegExp|\w*ArrayBuffer|\w+Array|DataView|Number|String|Boolean)$/

/** A private field in a class's text. In strings and comments it looks the same: that errs on the safe side. */
const PRIVATE = /#[\p{ID_Start}$_\\]/u

/**
 * Adds to `seen` what `value` holds: its properties, under whatever key, and the elements of a map or set. Nothing of the
 * value's own is run but a proxy's traps, and a getter that stands for an element of an array.
 * @returns what it may hide others in, in words: a function in what it closes over, an instance in private fields, a getter,
 *   an object of the language's own, as a promise or a WeakMap, in what it is made of. Undefined where all of it is seen
 */
export function lookInto(value: object, seen: unknown[]): string | undefined {
  let hiding = typeof value === 'function' ? named('a function', value.name) : ofClass(value, seen)
  if (value instanceof Map) Map.prototype.forEach.call(value, (each, key) => seen.push(key, each))
  else if (value instanceof Set) Set.prototype.forEach.call(value, (each) => seen.push(each))
  // A typed array has numbers only, and too many to ask for their names.
  const keys = ArrayBuffer.isView(value) ? Object.getOwnPropertySymbols(value) : Reflect.ownKeys(value)
  // 0, 1, …, length: no gaps, and nothing beside the elements.
  if (Array.isArray(value) && keys.length === value.length + 1 && keys[value.length] === 'length') {
    for (let i = 0; i < value.length; i++) seen.push(value[i])
    return hiding
  }
  for (const key of keys) {
    const own = Reflect.getOwnPropertyDescriptor(value, key)
    if (own?.get || own?.set) {
      if (key !== 'stack') hiding ??= named('a getter', String(key)) // an error's own, in some engines
    } else seen.push(own?.value)
  }
  return hiding
}

const named = (what: string, name: string): string => `${what}${name && `, ${name},`}`

/** What instances of a value's classes may hide. A prototype that is no class's is an object like others. */
function ofClass(value: object, seen: unknown[]): string | undefined {
  for (let at: unknown = Object.getPrototypeOf(value); at; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype || at === Array.prototype) continue
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    const name: unknown = typeof made === 'function' ? made.name : Reflect.get(Object(at), Symbol.toStringTag)
    if (typeof made !== 'function' && !name) seen.push(at)
    else {
      const text = typeof made === 'function' ? textOf(made) : 'native'
      if (text === 'private') return `an object of class ${name}, which has private fields`
      if (text === 'native' && !OPEN.test(`${name}`)) return `an object of class ${name}`
    }
  }
  return undefined
}

/** What a class's text tells. It is long, and never changes. */
const texts = new WeakMap<object, 'private' | 'native' | 'plain'>()

function textOf(made: object): 'private' | 'native' | 'plain' {
  const known = texts.get(made)
  if (known) return known
  const text = Function.prototype.toString.call(made)
  const found = PRIVATE.test(text) ? 'private' : text.includes('[native code]') ? 'native' : 'plain'
  texts.set(made, found)
  return found
}
