/** The examples of docstrings, as programs: what they import is found by the names that they use. */
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseSync, transformWithOxc } from 'vite'
import { prelude } from './example-prelude.ts'
import { declarations, type PublicName, parse, root, shortened } from './public-names.ts'
import { difference } from './written-value.ts'

/** The text after an `@example`. */
export interface Example {
  /** From the root of the workspace. */
  readonly file: string
  readonly line: number
  readonly code: string
  /** What it may use beside public names: that which its file declares, where the docstring is not of a public name. */
  readonly own: readonly string[]
}

/** A name that a program has from elsewhere: a module, or what examples have at hand. */
interface Given {
  readonly name: string
  /** The path of a file; nothing for what `example-prelude.ts` makes. */
  readonly module?: string
}

const withoutStars = (lines: readonly string[]) => lines.map((line) => line.replace(/^\s*\* ?/, ''))

/** Every example of a file's docstrings. */
export function examplesIn(path: string, names: readonly PublicName[]): Example[] {
  const { source, result } = parse(path)
  const file = shortened(path)
  const top = declarations(path)
  const open = new Set(names.filter((each) => each.file === file).map(({ declared }) => declared))
  return result.comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .flatMap(({ value, start, end }) => {
      // On one line it is `/** eˣ. @example await exp(x).data() */`.
      const lines = (value.includes('\n') ? value : value.replace(/ @example /, '\n * @example\n * ')).split(
        '\n',
      )
      const of = top.find((each) => each.end > end)
      const own = of === undefined || open.has(of.name) ? [] : exportedBy(path)
      return lines.flatMap((each, index) => {
        if (!/^\s*\* @example\b/.test(each)) return []
        const after = lines.slice(index + 1)
        const length = after.findIndex((next) => /^\s*\* @|^\s*$/.test(next))
        const code = withoutStars(length < 0 ? after : after.slice(0, length)).join('\n')
        const line = source.slice(0, start).split('\n').length + (value.includes('\n') ? index : 0)
        return [{ file, line, code, own }]
      })
    })
}

const exportedBy = (path: string): string[] =>
  parse(path).result.module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, moduleRequest }) => (moduleRequest ? [] : (exportName.name ?? []))),
  )

const isAtHand = (name: string): name is keyof typeof prelude => name in prelude

/** What an example uses and does not declare, each from the nearest place that has it. */
function given(example: Example, names: readonly PublicName[]): Given[] {
  const used = new Set(example.code.match(/(?<![\w$]|(?<!\.\.)\.)[A-Za-z_$][\w$]*/g))
  const folder = example.file.split('/').slice(0, 2).join('/')
  const isNear = (each: PublicName) => (each.file.startsWith(`${folder}/`) ? 0 : 1)
  const isHere = (each: PublicName) => (each.file === example.file ? 0 : 1)
  return [...used].flatMap((name): Given[] => {
    const declared = new RegExp(
      `\\b(?:const|let|class|function\\*?) (?:${name}\\b|[[{][^=]*\\b${name}\\b[^=]*[\\]}] =)`,
    )
    if (declared.test(example.code.replaceAll(/\/\/.*/g, ''))) return []
    if (example.own.includes(name)) return [{ name, module: join(root, example.file) }]
    const [found] = names
      .filter((each) => each.name === name)
      .sort((a, b) => isHere(a) - isHere(b) || isNear(a) - isNear(b))
    if (found) return [{ name, module: found.index }]
    return isAtHand(name) ? [{ name }] : []
  })
}

/** What stands before an example: `model`, made anew for each. */
const made = (uses: readonly Given[]): string =>
  uses
    .filter(({ module }) => module === undefined)
    .map(({ name }) => `const ${name} = await prelude.${name}()\n`)
    .join('')

/** The example as a module that a compiler checks. */
export function checkable(example: Example, names: readonly PublicName[], at: string): string {
  const uses = given(example, names)
  const from = (path: string) => {
    const known = names.find(({ index }) => index === path)?.specifier
    return known ?? `${'../'.repeat(shortened(at).split('/').length - 1)}${shortened(path)}`
  }
  const imports = uses.flatMap(({ name, module }) =>
    module ? `import { ${name} } from '${from(module)}'\n` : [],
  )
  return [
    ...imports,
    `import { prelude } from '${from(join(dirname(import.meta.filename), 'example-prelude.ts'))}'\n`,
    `void prelude\nexport default async function example() {\n${made(uses)}${example.code}\n}\n`,
  ].join('')
}

/** The statements of an example; those with a value after them, or on the next line what they throw, call `hold`. */
export function held(code: string): { readonly code: string; readonly count: number } {
  const { program, comments, errors } = parseSync('example.ts', code, { sourceType: 'module' })
  if (errors.length > 0) throw new SyntaxError(errors.map(({ message }) => message).join('; '))
  let count = 0
  let text = code
  for (const statement of program.body.toReversed()) {
    const note = comments.find(({ type, start, value }) => {
      const between = code.slice(statement.end, start)
      return (
        type === 'Line' &&
        start >= statement.end &&
        (/^[^\n]*$/.test(between) || (/^\n\s*$/.test(between) && /^ throws /.test(value)))
      )
    })
    if (statement.type !== 'ExpressionStatement' || note === undefined) continue
    count += 1
    const expression = code.slice(statement.expression.start, statement.expression.end)
    const call = `;await hold(async () => (${expression}), ${JSON.stringify(note.value.trim())});`
    text = text.slice(0, statement.start) + call + text.slice(statement.end)
  }
  return { code: text, count }
}

/** Holds what an expression gives, or throws, to what is written. */
async function hold(give: () => Promise<unknown>, written: string): Promise<void> {
  const [, name, message] = /^throws (\w+): (.*)$/.exec(written) ?? []
  if (name === undefined || message === undefined) {
    const wrong = difference(await give(), written)
    if (wrong !== undefined) throw new Error(`// ${written}: ${wrong}`)
    return
  }
  const thrown = await give().then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof Error)) throw new Error(`// ${written}: nothing is thrown`)
  const isSame = message.endsWith('…')
    ? thrown.message.startsWith(message.slice(0, -1))
    : thrown.message === message
  if (thrown.constructor.name !== name || !isSame)
    throw new Error(`// ${written}: throws ${thrown.constructor.name}: ${thrown.message}`)
}

/** Runs an example, and holds it to what it says. */
export async function run(example: Example, names: readonly PublicName[]): Promise<void> {
  const uses = given(example, names)
  const { code } = held(example.code)
  const whole = `export async function example() {\n${made(uses)}${code}\n}`
  const { code: script } = await transformWithOxc(whole, 'example.ts')
  const modules = await Promise.all(
    uses.map(async ({ name, module }) => (module ? [[name, (await import(module))[name]] as const] : [])),
  )
  const imported = modules.flat()
  const body = `${script.replace(/^export /m, '')}\nreturn example`
  const make = new Function('hold', 'prelude', ...imported.map(([name]) => name), body)
  const folders: string[] = []
  const directory = async () => {
    const path = await prelude.directory()
    folders.push(path)
    return path
  }
  try {
    await make(hold, { ...prelude, directory }, ...imported.map(([, value]) => value))()
  } finally {
    for (const path of folders) await rm(path, { recursive: true })
  }
}
