/** Whether a value is the one that a comment writes: `[1, 2]`, `{ loss: 0.6931, … }`, `Int32Array [5, 6]`. */
import { parseSync } from 'vite'

type Statement = ReturnType<typeof parseSync>['program']['body'][number]
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression']

/** Stands for `…`, which leaves out the rest of a list or a record. */
const REST = '$rest'

/**
 * What is wrong with `value`, if it isn't what `text` writes. A number is held to all that float32 has, or to its digits where it
 * has three decimals or more; typed arrays are written as lists.
 * @throws Error where `text` is no value
 */
export function difference(value: unknown, text: string): string | undefined {
  const [, kind, rest = text] = /^(\w+Array) (\[.*)$/s.exec(text) ?? []
  if (kind !== undefined && value?.constructor.name !== kind)
    return `is a ${value?.constructor.name}, not a ${kind}`
  const written = expressionOf(rest.replaceAll(/(?<=[[{,]\s*)…/g, REST))
  if (written === undefined)
    throw new Error(`the comment '${text}' is no value; what it stands by ${shown(value)}`)
  return compare(value, written, '')
}

function expressionOf(text: string): Expression | undefined {
  const { program, errors } = parseSync('value.js', `(${text}\n)`)
  const [statement, ...others] = program.body
  if (errors.length > 0 || others.length > 0 || statement?.type !== 'ExpressionStatement') return undefined
  return statement.expression
}

function compare(value: unknown, written: Expression, at: string): string | undefined {
  if (written.type === 'ParenthesizedExpression') return compare(value, written.expression, at)
  if (written.type === 'ArrayExpression') {
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return unequal(value, 'a list', at)
    const elements = Array.from(value as ArrayLike<unknown>)
    const open = isRest(written.elements.at(-1))
    const wanted = open ? written.elements.slice(0, -1) : written.elements
    if (open ? elements.length < wanted.length : elements.length !== wanted.length)
      return `${at && `${at} `}has ${elements.length} elements, not ${wanted.length}`
    return first(wanted.map((each, index) => compareElement(elements[index], each, `${at}[${index}]`)))
  }
  if (written.type === 'ObjectExpression') {
    if (typeof value !== 'object' || value === null) return unequal(value, 'a record', at)
    const fields = new Map(Object.entries(value).filter(([, field]) => field !== undefined))
    const open = written.properties.some((each) => each.type === 'Property' && isRest(each.key))
    const wanted = written.properties.flatMap((each) =>
      each.type === 'Property' && !isRest(each.key) ? [{ key: keyOf(each.key), value: each.value }] : [],
    )
    if (!open && fields.size !== wanted.length)
      return `${at && `${at} `}has ${fields.size} fields, not ${wanted.length}`
    return first(wanted.map(({ key, value }) => compareElement(fields.get(key), value, `${at}.${key}`)))
  }
  return compareScalar(value, written, at)
}

const first = (differences: readonly (string | undefined)[]) => differences.find((each) => each !== undefined)

const isRest = (node: { readonly type: string } | null | undefined): boolean =>
  node?.type === 'Identifier' && 'name' in node && node.name === REST

function keyOf(key: { readonly type: string }): string {
  if (key.type === 'Identifier' && 'name' in key) return String(key.name)
  if (key.type === 'Literal' && 'value' in key) return String(key.value)
  throw new Error('a key that is neither a name nor a literal')
}

const compareElement = (value: unknown, written: unknown, at: string) =>
  compare(value, written as Expression, at)

function compareScalar(value: unknown, written: Expression, at: string): string | undefined {
  if (written.type === 'Literal' && typeof written.value !== 'number')
    return value === written.value ? undefined : unequal(value, JSON.stringify(written.value), at)
  if (written.type === 'Identifier' && written.name === 'undefined')
    return value === undefined ? undefined : unequal(value, 'undefined', at)
  const digits = numberOf(written)
  if (digits === undefined) throw new Error(`a ${written.type} is no value`)
  return typeof value === 'number' && isWritten(value, digits) ? undefined : unequal(value, digits, at)
}

function numberOf(written: Expression): string | undefined {
  if (written.type === 'Literal' && typeof written.value === 'number')
    return written.raw ?? String(written.value)
  if (written.type === 'Identifier' && /^(NaN|Infinity)$/.test(written.name)) return written.name
  if (written.type !== 'UnaryExpression' || written.operator !== '-') return undefined
  const digits = numberOf(written.argument)
  return digits === undefined ? undefined : `-${digits}`
}

function isWritten(value: number, text: string): boolean {
  const digits = text.replaceAll('_', '')
  const wanted = Number(digits)
  if (Object.is(value, wanted) || (value === 0 && wanted === 0)) return true
  if (!Number.isInteger(wanted) && Math.fround(value) === Math.fround(wanted)) return true
  const [, decimals, exponent = '0'] = /\.(\d{3,})(?:e([-+]?\d+))?$/.exec(digits) ?? []
  if (decimals === undefined) return false
  const unit = 10 ** (Number(exponent) - decimals.length)
  return Math.abs(value - wanted) <= unit * 0.5000001
}

const asList = (_: string, value: unknown) =>
  ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value

const shown = (value: unknown): string =>
  `is ${typeof value === 'number' ? value : JSON.stringify(value, asList)}`

const unequal = (value: unknown, wanted: string, at: string): string =>
  `${at && `${at} `}${shown(value)}, not ${wanted}`
