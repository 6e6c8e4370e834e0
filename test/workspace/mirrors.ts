/** Tests mirror the packages: where a test stands, and what has none of its own. */
import { posix } from 'node:path'
import type { Files } from './statements.ts'
import { covers, suites } from './suites.ts'

/** The files of tests and sources, and what is said of those that are no mirrors. */
export interface Mirrored {
  readonly files: Files
  readonly suites?: ReadonlyMap<string, string>
  readonly covers?: readonly Cover[]
}

/** Sources that other tests than mirrors hold to what they should do. */
export interface Cover {
  /** A file, or a folder that ends in `/`. */
  readonly sources: readonly string[]
  /** Tests, or folders of tests that end in `/`. */
  readonly by: readonly string[]
  readonly how: string
}

const sourceOf = /^packages\/([^/]+)\/src\/(.+)\.ts$/
const testOf = /^test\/(tensor|autograd|bert|mlm|cloze)\/(.+)\.test\.ts$/

const mirrorOf = (source: string) => source.replace(sourceOf, 'test/$1/$2.test.ts')
const isIn = (path: string, place: string) => (place.endsWith('/') ? path.startsWith(place) : path === place)

/** Every violation as a sentence; none where tests mirror the packages. */
export function astray({ files, suites: named = suites, covers: held = covers }: Mirrored): string[] {
  const paths = [...files.keys()]
  const tests = paths.filter((path) => testOf.test(path))
  const sources = paths.filter((path) => sourceOf.test(path))
  const mirrors = new Set(sources.map(mirrorOf))
  const folders = new Set(sources.flatMap((source) => foldersOf(mirrorOf(source))))
  const bare = sources.filter((path) => !files.has(mirrorOf(path)) && isOfSubstance(files.get(path) ?? ''))
  return [
    ...tests
      .filter((path) => !mirrors.has(path) && !named.has(path))
      .map(
        (path) => `${path}: there is no ${path.replace(testOf, 'packages/$1/src/$2.ts')}, nor is it a suite`,
      ),
    ...[...named.keys()].flatMap((path) => wrongSuite(path, files, mirrors, folders)),
    ...bare
      .filter((path) => !held.some((cover) => cover.sources.some((place) => isIn(path, place))))
      .map((path) => `${path} has no ${mirrorOf(path)}, nor is it said what covers it`),
    ...held.flatMap(({ sources: places, by }) => [
      ...places
        .filter((place) => !bare.some((path) => isIn(path, place)))
        .map((place) => `${place} is said to be covered, but nothing of it is without a test`),
      ...by
        .filter((place) => !paths.some((path) => path.endsWith('.test.ts') && isIn(path, place)))
        .map((place) => `${place} is said to cover sources, but is no test`),
    ]),
  ]
}

function wrongSuite(
  path: string,
  files: Files,
  mirrors: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): string[] {
  if (!files.has(path)) return [`${path} is said to be a suite, but is not there`]
  if (mirrors.has(path)) return [`${path} is said to be a suite, but mirrors a file`]
  return folders.has(posix.dirname(path)) ? [] : [`${path} stands in a folder that its package does not have`]
}

/** All folders that a path is in. */
const foldersOf = (path: string): string[] =>
  path === '.' ? [] : [posix.dirname(path), ...foldersOf(posix.dirname(path))]

const lines = 25

/** It does something, over more lines than can be seen at a glance; types, lists and doors need no test. */
export function isOfSubstance(source: string): boolean {
  const code = source
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/^(?:import|export(?: type)? (?:\{|\*))[^;]*?['"][^'"]+['"](?: with \{.*\})?$/gm, '')
    .replaceAll(/^(?:export )?interface [\s\S]*?^\}$/gm, '')
    .replaceAll(/^(?:export )?type [\s\S]*?(?=^\S(?<![}|&)\]]))/gm, '')
  const written = code.split('\n').filter((line) => line.trim() !== '')
  return written.length > lines && /\bfunction\b|\bclass\b|=>/.test(code)
}
