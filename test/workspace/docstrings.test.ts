import { expect, test } from 'vitest'
import { type PublicName, publicNames } from './public-names.ts'

/** What a name lacks; functions and classes are shown at work, a type or a constant may do with a sentence. */
function lacking({ docstring = '' }: Pick<PublicName, 'docstring'>, value: unknown): string | undefined {
  if (!/[a-z]/i.test(docstring.replace(/@.*/s, ''))) return 'no docstring'
  return typeof value === 'function' && !docstring.includes('@example') ? 'no example' : undefined
}

test('every public name has a docstring, and every function and class an example', async () => {
  const names = publicNames()
  expect(names.length).toBeGreaterThan(400)
  const found = new Set<string>()
  for (const each of names) {
    const lack = lacking(each, (await import(each.index))[each.name])
    if (lack !== undefined) found.add(`${each.file} ${each.name}: ${lack}`)
  }
  expect([...found]).toEqual([])
})

test.each([
  [undefined, undefined, 'no docstring'],
  ['* @throws Error ', undefined, 'no docstring'],
  ['* The sum. ', () => {}, 'no example'],
  ['* A failure. ', class extends Error {}, 'no example'],
  ['* The sum.\n * @example\n * add(1, 2) ', () => {}, undefined],
  ['* The largest number. ', 3, undefined],
  ['* A shape. ', undefined, undefined],
])('a docstring %j of %s has %s', (docstring, value, lack) => {
  expect(lacking({ docstring }, value)).toBe(lack)
})
