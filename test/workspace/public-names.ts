/** The public names of the packages: what each path that a package.json exports gives, and where it is declared. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { parseSync } from 'vite'

export const root = join(import.meta.dirname, '../..')

export interface PublicName {
  readonly name: string
  /** What is written after `from`: `@cloze/mlm/tokenizer`. */
  readonly specifier: string
  /** The file that the specifier stands for. */
  readonly index: string
  /** Where it is declared, from the root of the workspace, and under which name. */
  readonly file: string
  readonly declared: string
  /** The comment before its declaration, if there is one: from its first star. */
  readonly docstring: string | undefined
}

export interface Declaration {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly docstring: string | undefined
}

type Parsed = ReturnType<typeof parseSync>
type Statement = Parsed['program']['body'][number]

const parsed = new Map<string, { readonly source: string; readonly result: Parsed }>()

/** A file, parsed once. */
export function parse(path: string): { readonly source: string; readonly result: Parsed } {
  let known = parsed.get(path)
  if (known === undefined) {
    const source = readFileSync(path, 'utf8')
    known = { source, result: parseSync(path, source) }
    parsed.set(path, known)
  }
  return known
}

/** From the root, with slashes. */
export const shortened = (path: string): string => relative(root, path).split(sep).join('/')

/** Every file of the packages' sources. */
export function sourceFiles(): string[] {
  return readdirSync(join(root, 'packages')).flatMap((name) =>
    readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(root, 'packages', name, 'src', path))
      .sort(),
  )
}

function namesOf(statement: Statement): string[] {
  if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration')
    return statement.declaration ? namesOf(statement.declaration as Statement) : []
  if (statement.type === 'VariableDeclaration')
    return statement.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  if ('id' in statement && statement.id?.type === 'Identifier') return [statement.id.name]
  return []
}

/** What stands at the top of a file, exported or not. */
export function declarations(path: string): Declaration[] {
  const { source, result } = parse(path)
  return result.program.body.flatMap((statement) => {
    const before = result.comments.findLast(
      ({ type, start, end }) =>
        start < statement.start && type === 'Block' && !source.slice(end, statement.start).trim(),
    )
    const docstring = before?.value.startsWith('*') ? before.value : undefined
    return namesOf(statement).map((name) => ({ name, start: statement.start, end: statement.end, docstring }))
  })
}

type Found = Pick<PublicName, 'name' | 'file' | 'declared' | 'docstring'>

/** What a file exports, followed to where it is declared. */
function exportsOf(path: string): Found[] {
  const entries = parse(path).result.module.staticExports.flatMap((each) => each.entries)
  const found = entries.flatMap((entry): Found[] => {
    const from = entry.moduleRequest && join(dirname(path), entry.moduleRequest.value)
    const name = entry.exportName.name
    if (from && name === null) return exportsOf(from)
    const source = from ? entry.importName.name : entry.localName.name
    if (name === null || !source) throw new Error(`${shortened(path)}: an export without a name`)
    if (from) return exportsOf(from).flatMap((each) => (each.name === source ? [{ ...each, name }] : []))
    const all = declarations(path).filter((each) => each.name === source)
    const docstring = all.find((each) => each.docstring !== undefined)?.docstring
    return [{ name, file: shortened(path), declared: source, docstring }]
  })
  return [...new Map(found.map((each) => [each.name, each])).values()]
}

/** Every name of every path that a package exports from its sources. */
export function publicNames(): PublicName[] {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const path = join(root, 'packages', folder)
    const manifest: { readonly name: string; readonly exports?: Readonly<Record<string, string>> } =
      JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    return Object.entries(manifest.exports ?? {})
      .filter(([, target]) => target.endsWith('.ts'))
      .flatMap(([subpath, target]) => {
        const index = join(path, target)
        const specifier = manifest.name + subpath.slice(1)
        return exportsOf(index).map((each) => ({ ...each, specifier, index }))
      })
  })
}
