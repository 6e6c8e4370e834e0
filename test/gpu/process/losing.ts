/** Sees the contexts that a process gets from npm's `gl`, so that a test can take them away. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { glFolder } from '../../../harness/gpu/modes.ts'
import { onLoss } from '../asks/losing.ts'

type CreateContext = (...args: unknown[]) => {
  getExtension(name: 'STACKGL_destroy_context'): { destroy(): void } | null
} | null

const folder = glFolder()
if (folder) {
  const require = createRequire(join(folder, 'package.json'))
  const create: CreateContext = require('./index.js')
  const wrapped: CreateContext = (...args) => {
    const context = create(...args)
    const destroyer = context?.getExtension('STACKGL_destroy_context')
    onLoss(() => {
      try {
        destroyer?.destroy()
      } catch {
        // its device was disposed of, which destroyed it
      }
    })
    return context
  }
  const module = require.cache[require.resolve('./index.js')]
  if (module) module.exports = Object.assign(wrapped, create)
}
