/** The packages as they are published, and what looks at them. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

export const root = join(import.meta.dirname, '../..')

/** What users import, and the command that they run: its folder is named as it is. */
export const libraries = ['tensor', 'autograd', 'bert', 'mlm'] as const
export const packages = [...libraries, 'cloze'] as const
export const publishedAs = (name: (typeof packages)[number]) => (name === 'cloze' ? name : `@cloze/${name}`)

const execute = promisify(execFile)

/** What the command prints; where it fails, the error carries everything that it said. */
export async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  try {
    return (await execute(command, args, { cwd, maxBuffer: 2 ** 26 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}: failed in ${cwd}\n${stdout}${stderr}`)
  }
}

/** The pnpm that runs this test, else one that npx finds. */
export function pnpm(cwd: string, ...args: string[]): Promise<string> {
  const path = process.env.npm_execpath ?? ''
  if (!/pnpm/.test(path)) return run(cwd, 'npx', '-y', 'pnpm@12', ...args)
  return /\.[cm]?js$/.test(path) ? run(cwd, process.execPath, path, ...args) : run(cwd, path, ...args)
}

export const tsc = (cwd: string, ...args: string[]) =>
  run(cwd, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), ...args)

/** What publint says of an unpacked package: of its manifest, and the files that it names. */
export async function complaints(pkgDir: string): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true })
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
}

/**
 * Fails where the types that a tarball gives are not those of its JavaScript; the packages are of ES modules alone.
 * @param folder where they are installed
 */
export const attw = (folder: string, ...args: string[]): Promise<string> =>
  run(
    folder,
    process.execPath,
    join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
    ...['--profile', 'esm-only', '--no-emoji', '--no-color', '--format', 'ascii'],
    ...args,
  )
