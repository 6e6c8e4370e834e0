/** Installs other versions of Node beside the workspace, from npm's package `node`: `pnpm install:nodes [VERSION…]`. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, programOf, versions } from './nodes.ts'

const asked = process.argv.slice(2)
for (const version of asked.length > 0 ? asked : versions) {
  if (programOf(version)) continue
  const folder = folderOf(version)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n') // else npm looks for one above
  const { status } = spawnSync(
    'npm',
    ['install', `node@${version}`, '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
  )
  if (status !== 0 || !programOf(version)) {
    console.error(`install:nodes: node@${version} could not be installed in ${folder}`)
    process.exitCode = 1
  }
}
