/** Where values may be that nobody sees from outside. */

/** Of the language's own classes those that hold nothing but their public fields. */
const open: readonly unknown[] = [Object, Error, Date, RegExp, ArrayBuffer, Number, String, Boolean]

/** A private field in a class's text. In strings and comments it looks the same: that errs on the safe side. */
const PRIVATE = /#[\w$]/

/**
 * What `value` may hide others in, in words: a function in what it closes over, an instance in private fields, an object of
 * the language's own, as a promise or a generator, in what it is made of. Undefined where all of it is seen.
 */
export function hidingIn(value: object): string | undefined {
  if (typeof value === 'function') return `a function${value.name && `, ${value.name},`}`
  for (let at: unknown = Object.getPrototypeOf(value); at; at = Object.getPrototypeOf(at)) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    const name: unknown = typeof made === 'function' ? made.name : Reflect.get(Object(at), Symbol.toStringTag)
    if (!name || open.includes(made) || at instanceof Error) continue
    const text = typeof made === 'function' ? Function.prototype.toString.call(made) : ''
    if (PRIVATE.test(text)) return `an object of class ${name}, which has private fields`
    if (text === '' || text.includes('[native code]')) return `an object of class ${name}`
  }
  return undefined
}
