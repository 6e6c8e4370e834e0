/** Builds npm's `gl`, which `pnpm install` leaves unbuilt: it takes minutes, and only the mode headlessgl needs it. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { glFolder } from '../../harness/gpu/modes.ts'

const folder = glFolder()
if (!folder) throw new Error('build:gl: gl is not installed; it is an optional dependency of gpu.js')
const gl = createRequire(join(folder, 'package.json'))

/** Whether there is a build for this version of Node. */
function built(): boolean {
  try {
    gl('./build/Release/webgl.node')
    return true
  } catch {
    return false
  }
}

if (!built()) {
  // Where Node came with its headers, they need not be looked for elsewhere.
  const home = dirname(dirname(process.execPath))
  const headers = existsSync(join(home, 'include/node/node.h')) ? [`--nodedir=${home}`] : []
  const args = [gl.resolve('node-gyp/bin/node-gyp.js'), 'rebuild', '--jobs=max', ...headers]
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: 'inherit' })
  if (status !== 0)
    throw new Error(
      'build:gl: it needs a C++ compiler, Python, and (Debian) mesa-common-dev libxi-dev libglu1-mesa-dev libglew-dev',
    )
}
