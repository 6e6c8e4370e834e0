/** Bundles a page with Vite, as a user's page is, into memory. */
import { extname } from 'node:path'
import { build } from 'vite'
import type { File } from './serve.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
}

/** @param root the folder of an index.html */
export async function bundle(root: string): Promise<Map<string, File>> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' }, // a worker may load parts of itself later, as the GPU's
    build: { write: false, target: 'esnext', minify: false, modulePreload: false },
  })
  const files = new Map<string, File>()
  for (const { output } of [built].flat().filter((each) => 'output' in each))
    for (const file of output)
      files.set(`/${file.fileName}`, {
        type: types[extname(file.fileName)] ?? 'application/octet-stream',
        body: file.type === 'chunk' ? file.code : file.source,
      })
  return files
}
