import { expect, test } from 'vitest'
import { libraryExample } from './readme.ts'

const code = "import { add, tensor } from '@cloze/tensor'\n\nawait add(tensor([1]), 2).item()\n"
const markdown = [
  '# Title\n',
  '```text\nnot this\n```\n',
  "```ts\nconst other = 'than this'\n```\n",
  `\`\`\`ts\n${code}\`\`\`\nprints\n`,
  '```text\n3\n```\n',
].join('\n')

test('the example is the first block that imports the library, its output the text after it', () => {
  expect(libraryExample(markdown)).toEqual({ code, output: '3\n' })
})

test('a README without an example, or without its output, is an error that says so', () => {
  expect(() => libraryExample('# Title\n')).toThrow('no ```ts block')
  expect(() => libraryExample(`\`\`\`ts\n${code}\`\`\`\n`)).toThrow('no ```text block')
})
