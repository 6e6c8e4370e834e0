/** Says once, before all tests, which versions of Node they leave out. */
import { programOf, versions } from './nodes.ts'

export function setup(): void {
  const left = versions.filter((version) => programOf(version) === undefined)
  if (left.length > 0)
    console.warn(`Versions of Node whose bits are not tested here: ${left.join(', ')} (pnpm install:nodes)`)
}
