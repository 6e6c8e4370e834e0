/** Who is compared with, what each needs, and how to get it. None is a dependency of the workspace. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ask, root } from './child.ts'

export interface Peer {
  readonly name: string
  /** The command that installs it, from the root of the workspace. */
  readonly install: string
  installed(): Promise<boolean>
}

const python = (name: string, modules: readonly string[], install: string): Peer => ({
  name,
  install,
  installed: () =>
    ask('python3', ['-c', `import ${modules.join(', ')}; print('true')`]).then(
      () => true,
      () => false,
    ),
})

/** Each npm peer has a folder of its own, outside the workspace and its lock file. */
const npm = (name: string, module: string, settings = ''): Peer => ({
  name,
  install: `${settings}npm install --no-package-lock --prefix bench/peers/${name}`,
  installed: async () => existsSync(join(root, 'bench/peers', name, 'node_modules', module)),
})

export const pytorch = python('pytorch', ['torch', 'transformers'], 'pip install torch transformers')
export const onnxExport = python(
  'onnx export',
  ['onnx', 'torch', 'transformers'],
  'pip install torch transformers onnx',
)
export const tfjs = npm('tfjs', '@tensorflow/tfjs-backend-wasm')
export const jaxJs = npm('jax-js', '@jax-js/jax')
export const onnxruntime = npm('onnxruntime', 'onnxruntime-node', 'ONNXRUNTIME_NODE_INSTALL_CUDA=skip ')

export const peers: readonly Peer[] = [pytorch, tfjs, jaxJs, onnxruntime, onnxExport]
