import { fc } from '@fast-check/vitest'

/** White space of JSON inside a line. */
const space = fc.constantFrom('', '', ' ', '\t', '  ')

const number = fc.oneof(
  fc.constantFrom('0', '-0', '1.0', '1e5', '1E+05', '-1.50e-7', '1436278513418522630', '0.10'),
  fc.bigInt().map(String),
)

/** A string, some of its characters written as escapes. */
const string = fc
  .array(
    fc.oneof(
      fc.constantFrom('\\u00e9', '\\/', '\\"', '\\\\', '\\n', '\\t', '\\ud83d\\ude00', '\\ud83d', '\\u0000'),
      fc.constantFrom('a', ' ', 'é', '中', '😀', '{', '}', '[', ']', ',', ':', 'text', '\u2028', '\u007f'),
    ),
    { maxLength: 8 },
  )
  .map((characters) => `"${characters.join('')}"`)

const { value } = fc.letrec<{ value: string; member: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(number, string, fc.constantFrom('true', 'false', 'null')),
    list(tie('value'), '[', ']'),
    list(tie('member'), '{', '}'),
  ),
  member: fc
    .tuple(string, space, space, tie('value'))
    .map(([key, before, after, found]) => `${key}${before}:${after}${found}`),
}))

const key = fc.oneof(string, fc.constantFrom('"10"', '"2"', '"__proto__"', '"id"', '"text"', '"te\\u0078t"'))

const member = fc
  .tuple(key, space, space, value)
  .map(([name, before, after, found]) => ({ name, member: `${name}${before}:${after}${found}` }))

/** Parts between brackets, commas between them, any white space around each. */
function list(items: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> {
  const item = fc.tuple(space, items, space).map((parts) => parts.join(''))
  return fc
    .tuple(fc.array(item, { maxLength: 3 }), space)
    .map(([found, blank]) => `${open}${found.join(',') || blank}${close}`)
}

const others = fc.array(fc.tuple(space, member, space), { maxLength: 4 })

/** An object of JSON with a text, spelt in any way; keys may be there several times, that of the text too. */
export const anyJsonObject = fc.record({
  space,
  before: others,
  key: fc.constantFrom('"text"', '"te\\u0078t"'),
  around: fc.tuple(space, space, space, space),
  text: string,
  after: others.map((found) => found.filter(([, { name }]) => JSON.parse(name) !== 'text')),
})

type AnyJsonObject = typeof anyJsonObject extends fc.Arbitrary<infer Value> ? Value : never

/** What stands before the text's value, the value, and what stands after it. */
export function written({ space: blank, before, key: name, around, text, after }: AnyJsonObject) {
  const joined = (members: AnyJsonObject['before']) =>
    members.map(([left, { member: written }, right]) => `${left}${written}${right}`)
  const [a, b, c, d] = around
  const first = joined(before).map((each) => `${each},`)
  const last = joined(after).map((each) => `,${each}`)
  return {
    before: `${blank}{${first.join('')}${a}${name}${b}:${c}`,
    text,
    after: `${d}${last.join('')}}${blank}`,
  }
}
