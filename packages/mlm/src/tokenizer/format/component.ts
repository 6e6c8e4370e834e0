import * as z from 'zod'
import { TokenizerError } from '../../errors.ts'

/** Where a part of a tokenizer.json stands, for errors. */
export interface Place {
  readonly file: string
  /** From the root of the JSON, with dots. */
  readonly path: string
}

export const inside = ({ file, path }: Place, ...keys: readonly PropertyKey[]): Place => ({
  file,
  path: [path, ...keys].filter((key) => key !== '').join('.'),
})

/** What a part of a tokenizer.json can't be read as, and what would be right. */
export const refused = ({ file, path }: Place, why: string): TokenizerError =>
  new TokenizerError(`${file}: ${path}${why.startsWith(' ') ? '' : ': '}${why}`)

/** One type of normalizer, pre-tokenizer, decoder: how it is read, and what comes of it. */
export interface Kind<Made> {
  readonly type: string
  read(json: unknown, place: Place): Made
}

/**
 * A type of component.
 * @param options its keys but `type`; no other is let through, as it might mean something
 * @example
 * kind('Lowercase', {}, () => (text: string) => text.toLowerCase()).type // 'Lowercase'
 */
export const kind = <Shape extends z.ZodRawShape, Made>(
  type: string,
  options: Shape,
  make: (options: z.output<z.ZodObject<Shape>>, place: Place) => Made,
): Kind<Made> => {
  const schema = z.strictObject(options)
  return {
    type,
    read: (json, place) => {
      const { type: _, ...rest } = Object(json)
      return make(parsed(schema, rest, place), place)
    },
  }
}

const typed = z.looseObject({ type: z.string() })

/** A component and, of a Sequence, all that is in it, each with its place. */
export function flatten(
  json: unknown,
  parts: string,
  place: Place,
): { readonly type: string; readonly json: unknown; readonly place: Place }[] {
  if (json === null || json === undefined) return []
  const { type, ...rest } = parsed(typed, json, place)
  if (type !== 'Sequence') return [{ type, json, place }]
  const { [parts]: list, ...others } = rest
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw refused(place, `${JSON.stringify(unknown)} is no key of a Sequence`)
  return parsed(z.array(z.unknown()), list, inside(place, parts)).flatMap((part, at) =>
    flatten(part, parts, inside(place, parts, at)),
  )
}

/** All components of a stage, in order: of a Sequence each that is in it. */
export const readAll = <Made>(
  kinds: readonly Kind<Made>[],
  json: unknown,
  parts: string,
  place: Place,
): Made[] =>
  flatten(json, parts, place).map(({ type, json, place }) => {
    const found = kinds.find((each) => each.type === type)
    if (found !== undefined) return found.read(json, place)
    const known = kinds.map((each) => each.type).join(', ')
    throw refused(inside(place, 'type'), ` is ${JSON.stringify(type)}; it should be ${known}`)
  })

/** @throws TokenizerError that names the first key that isn't as expected, and says what would be right */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  place: Place,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(json)
  if (success) return data
  const issue = error.issues[0]
  const keys = issue?.path ?? []
  const at = inside(place, ...keys)
  if (issue?.code === 'unrecognized_keys')
    throw refused(
      at,
      `${issue.keys.map((key) => JSON.stringify(key)).join(', ')} is no key that is known here`,
    )
  if (issue?.code === 'invalid_value' && valueAt(json, keys) !== undefined) {
    const values = issue.values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    throw refused(at, ` is ${JSON.stringify(valueAt(json, keys))}; it should be ${values.join(', ')}`)
  }
  throw at.path === ''
    ? new TokenizerError(`${place.file}: ${issue?.message}`)
    : refused(at, issue?.message ?? '')
}

function valueAt(json: unknown, keys: readonly PropertyKey[]): unknown {
  let found = json
  for (const key of keys) found = Object(found)[key]
  return found
}
