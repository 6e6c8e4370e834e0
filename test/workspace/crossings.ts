/** Benchmarks and tests: neither is built on the other. */
import { type Files, importsIn, isRelative, resolve } from './statements.ts'

/** Imports from `bench/` to `test/`, and from anywhere but `test/bench/`, where bench is tested, to `bench/`. */
export function crossings(files: Files): string[] {
  return [...files]
    .filter(([path]) => /\.[cm]?[jt]s$/.test(path))
    .flatMap(([file, source]) =>
      importsIn(source)
        .map((target) => ({ file, target }))
        .filter(isRelative)
        .filter((each) => {
          const target = resolve(each)
          if (file.startsWith('bench/')) return target.startsWith('test/')
          return target.startsWith('bench/') && !file.startsWith('test/bench/')
        })
        .map(({ target }) => `${file} imports '${target}': bench and tests import nothing of each other`),
    )
}
