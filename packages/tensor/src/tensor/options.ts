/** Options as plain JavaScript may give them: what is no option of a function is said, and what it has. */
import { DtypeError } from '../errors.ts'
import { checkGiven } from './described.ts'

/** @throws DtypeError that names the function, on a type that there isn't */
export function checkDtype(name: string, dtype: 'float' | 'int32'): void {
  if (dtype !== 'float' && dtype !== 'int32')
    throw new DtypeError(`${name}: there is no type ${String(dtype)}; it is 'float' or 'int32'`)
}

/** @throws TypeError that names the function, and what there is, where `table` has no such line */
export function checkNamed(name: string, what: string, given: string, table: object): void {
  if (!(given in table))
    throw new TypeError(`${name}: there is no ${what} ${given}; it takes ${Object.keys(table).join(', ')}`)
}

/** Each option of `Options`; one that is forgotten does not compile. What has a type named is held to it. */
export type OptionNames<Options> = {
  readonly [Name in keyof Required<Options>]: true | 'boolean' | 'number'
}

/**
 * The options themselves.
 * @param names all that there are: `{ axes: true, keepAxes: 'boolean' }`
 * @throws TypeError that names the function, what was given, and what it takes; on an option of another type
 * @example
 * const options: { readonly axis?: number } = { axis: 0 }
 * checkOptions('mine', options, { axis: true }).axis // 0
 * checkOptions('mine', { axes: [0] }, { axes: true }) // { axes: [0] }
 * checkOptions('mine', { axis: '0' }, { axis: 'number' }) // throws TypeError: mine: axis should be a number, not the string "0"
 */
export function checkOptions<Options extends object>(
  name: string,
  options: Options,
  names: OptionNames<Options>,
): Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(
      `${name}: its options are an object, { ${Object.keys(names).join(', ')} }, not ${JSON.stringify(options)}`,
    )
  for (const key in options) {
    checkNamed(name, 'option', key, names)
    const [given, type] = [options[key], names[key]]
    if (type !== true && given !== undefined) checkGiven(typeof given === type, name, key, type, given)
  }
  return options
}
