/** Options as plain JavaScript may give them: what is no option of a function is said, and what it has. */
import { DtypeError } from '../errors.ts'

/** @throws DtypeError that names the function, on a type that there isn't */
export function checkDtype(name: string, dtype: 'float' | 'int32'): void {
  if (dtype !== 'float' && dtype !== 'int32')
    throw new DtypeError(`${name}: there is no type ${String(dtype)}; it is 'float' or 'int32'`)
}

/** Each option of `Options`; one that is forgotten does not compile. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true }

/**
 * The options themselves.
 * @param names all that there are: `{ axes: true, keepAxes: true }`
 * @throws TypeError that names the function, what was given, and what it takes
 * @example
 * const options: { readonly axis?: number } = { axis: 0 }
 * checkOptions('mine', options, { axis: true }).axis // 0
 * checkOptions('mine', { axes: [0] }, { axes: true }) // { axes: [0] }
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
  for (const key in options)
    if (!(key in names))
      throw new TypeError(`${name}: there is no option ${key}; it takes ${Object.keys(names).join(', ')}`)
  return options
}
