import { nearestKey } from '@cloze/bert/nearest-key'

/** Each option of `Options`; one that is forgotten does not compile. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true }

/**
 * Options as plain JavaScript may give them.
 * @param name the function that takes them
 * @param names all that there are
 * @param Failure the kind of error
 * @throws one of that kind on an option that there isn't, which names the one that was probably meant, or all
 */
export function checkOptions<Options extends object>(
  name: string,
  options: Options,
  names: OptionNames<Options>,
  Failure: new (message: string) => Error = TypeError,
): void {
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(names, key)) continue
    const known = Object.keys(names)
    const nearest = nearestKey(key, known)
    throw new Failure(
      `${name}: there is no option ${key}; ${nearest === undefined ? `it takes ${known.join(', ')}` : `did you mean ${nearest}?`}`,
    )
  }
}
