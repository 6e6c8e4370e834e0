/** The import statements of a file. */
import { posix } from 'node:path'

/** Paths from the root of the workspace (`packages/tensor/src/index.ts`, `packages/tensor/package.json`) to contents. */
export type Files = ReadonlyMap<string, string>

export interface Import {
  readonly file: string
  readonly target: string
}

/** A statement begins its line, so that examples in comments do not count. */
const statement = /^[ \t]*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm
const dynamic = /(?<![\w.])import\(\s*['"]([^'"]+)['"]/g

export const importsIn = (source: string): string[] =>
  [...source.matchAll(statement), ...source.matchAll(dynamic)].flatMap(([, target]) => target ?? [])

export const isRelative = ({ target }: Import) => target.startsWith('.')
export const resolve = ({ file, target }: Import) => posix.join(posix.dirname(file), target)
