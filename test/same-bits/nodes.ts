/** Other versions of Node, to hold this one's bits against: `pnpm install:nodes` puts them here. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** By the versions of the npm package `node`. The newest is the one that must be there where everything has to be. */
export const versions = ['24', '26'] as const
export const required: (typeof versions)[number] = '26'

export const folderOf = (version: string): string =>
  join(import.meta.dirname, '../../node_modules/.cache/node', version)

/** The program; nothing where it is not installed. */
export function programOf(version: string): string | undefined {
  const path = join(
    folderOf(version),
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  return existsSync(path) ? path : undefined
}
