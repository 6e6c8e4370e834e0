/** The rules of the house, over a map of files: what may import what. */
import { circles } from './circles.ts'
import { crossings } from './crossings.ts'
import { entangled } from './rooms.ts'
import { type Files, type Import, importsIn, isRelative, resolve } from './statements.ts'

/** From the ground up: a package imports only those before it. The command, on the roof, is imported by none. */
const staircase = ['tensor', 'autograd', 'bert', 'mlm', 'cloze']

/** Dependencies that no file imports, and why they are declared. */
const unimported: ReadonlyMap<string, string> = new Map([
  ['commander', 'the peer that @commander-js/extra-typings adds types to'],
])

interface Manifest {
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  /** Given by whoever installs the package. */
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\//.exec(path)?.[1]

/** `zod` of `zod/v4`, `@cloze/tensor` of `@cloze/tensor/ops`. */
const nameOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')

/** Every violation as a sentence; none in a workspace that keeps the rules. */
export function violations(files: Files): string[] {
  const sources = [...files].filter(([path]) => /^packages\/[^/]+\/src\/.*\.[cm]?[jt]s$/.test(path))
  const imports = sources.flatMap(([file, source]) =>
    importsIn(source).map((target): Import => ({ file, target })),
  )
  return [
    ...imports.filter(isRelative).flatMap(leaving),
    ...imports.flatMap((each) => climbing(each, files)),
    ...cycles(imports.filter(isRelative)),
    ...entangled(imports.filter(isRelative)),
    ...crossings(files),
    ...imports.flatMap(leavingPages),
    ...mismatches(imports, files),
  ]
}

function leaving(each: Import): string[] {
  const from = packageOf(each.file)
  return resolve(each).startsWith(`packages/${from}/`)
    ? []
    : [`${each.file} leaves its package by '${each.target}'`]
}

function climbing({ file, target }: Import, files: Files): string[] {
  const [, name] = /^(?:@cloze\/([^/]+)|(cloze)(?:\/|$))/.exec(target)?.filter((part) => part) ?? []
  if (name === undefined) return []
  const from = packageOf(file) ?? ''
  if (!staircase.includes(name)) return [`${file} imports '${target}', which is no package of the workspace`]
  if (staircase.indexOf(name) >= staircase.indexOf(from))
    return [`${file} imports '${target}', which is not below ${from}`]
  const path = target === `@cloze/${name}` ? '.' : target.replace(`@cloze/${name}`, '.')
  const exported = manifestOf(name, files).exports ?? {}
  return path in exported ? [] : [`${file} imports '${target}', past what @cloze/${name} exports`]
}

/** All of `@cloze/mlm` runs in a page but its room for Node. */
function leavingPages(each: Import): string[] {
  const needsNode = each.target.startsWith('node:') || /^packages\/mlm\/src\/node\//.test(resolve(each))
  return needsNode && /^packages\/mlm\/src\/(?!node\/)/.test(each.file)
    ? [`${each.file} imports '${each.target}', which no page has: what needs Node is in node/`]
    : []
}

/** Types count: a page is read with its types. */
function cycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>()
  for (const each of imports) edges.set(each.file, [...(edges.get(each.file) ?? []), resolve(each)])
  return circles(edges).map((circle) => `cycle: ${circle.join(' → ')}`)
}

function mismatches(imports: readonly Import[], files: Files): string[] {
  return staircase.flatMap((name) => {
    const path = `packages/${name}/package.json`
    if (!files.has(path)) return []
    const { dependencies, optionalDependencies, peerDependencies } = manifestOf(name, files)
    const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
    const used = new Set(
      imports
        .filter(
          (each) => packageOf(each.file) === name && !isRelative(each) && !each.target.startsWith('node:'),
        )
        .map(({ target }) => nameOf(target)),
    )
    const undeclared = [...used].filter((each) => !declared.has(each))
    const unused = [...declared].filter((each) => !used.has(each) && !unimported.has(each))
    return [
      ...undeclared.map((each) => `${path} does not declare '${each}', which is imported`),
      ...unused.map((each) => `${path} declares '${each}', which nothing imports`),
    ]
  })
}

const manifestOf = (name: string, files: Files): Manifest =>
  JSON.parse(files.get(`packages/${name}/package.json`) ?? '{}')
