/** The library example of a README: the program that it shows, and what it says that the program prints. */
export interface Example {
  readonly code: string
  readonly output: string
}

/**
 * The first block of TypeScript whose first line imports from @cloze/…, and the block of text that follows it.
 * @throws Error where there is none
 */
export function libraryExample(markdown: string): Example {
  const [block, code] = /^```ts\n(import [^\n]*from '@cloze\/[\s\S]*?)^```$/m.exec(markdown) ?? []
  if (block === undefined || code === undefined)
    throw new Error("README.md has no ```ts block whose first line is an import from '@cloze/…'")
  const rest = markdown.slice(markdown.indexOf(block) + block.length)
  const [, output] = /^```text\n([\s\S]*?)^```$/m.exec(rest) ?? []
  if (output === undefined) throw new Error('README.md has no ```text block after its library example')
  return { code, output }
}
