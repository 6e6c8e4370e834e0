/** An error of a function names that function, not one that it is made of. */
import { reference } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { libraryTests } from './library/cases.ts'
import { callOf } from './library/families.ts'
import { toTensor } from './plain.ts'

eachLeavesNoTensor()

/** Those that take tensors alone, `unique` among them, and `embedding`, which is `gather` in another order. */
const others = ['embedding', 'tensorsToVector', 'vectorToTensors', 'unique']

test('a function of arrays alone says by its name that it needs a tensor', async () => {
  const wrong = new Set<string>()
  for (const { family, row } of libraryTests) {
    if (row.operands.length === 0 || others.includes(row.name)) continue
    const arrays: never[] = [] // of no type that the calls take: plain JavaScript's
    for (const each of row.operands) {
      const made = toTensor(each, reference)
      const array: unknown = await made.toArray()
      arrays.push(array as never)
      made.dispose()
    }
    try {
      callOf(family, row.name, reference)(row.options, ...arrays)
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith(`${row.name}: `))
        wrong.add(`${row.name} → ${error}`)
    }
  }
  expect([...wrong]).toEqual([])
})
