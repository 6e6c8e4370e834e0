/** Benchmarks and tests: neither is built on the other. */
import { type Files, importsIn, isRelative, resolve } from './statements.ts'

/**
 * Imports from `bench/`, and from `harness/`, which both share, to `test/`; and to `bench/` from anywhere but itself and
 * `test/bench/`, where bench is tested.
 */
export function crossings(files: Files): string[] {
  return [...files]
    .filter(([path]) => /\.[cm]?[jt]s$/.test(path))
    .flatMap(([file, source]) =>
      importsIn(source)
        .map((target) => ({ file, target }))
        .filter(isRelative)
        .filter((each) => {
          const target = resolve(each)
          if (/^(?:bench|harness)\//.test(file) && target.startsWith('test/')) return true
          return target.startsWith('bench/') && !/^(?:test\/)?bench\//.test(file)
        })
        .map(({ target }) => `${file} imports '${target}': bench and tests import nothing of each other`),
    )
}
