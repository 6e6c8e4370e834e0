/** Serves files that are in memory. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface File {
  readonly type: string
  readonly body: string | Uint8Array
}

export interface Site {
  readonly url: string
  close(): Promise<void>
}

/**
 * @param files by path: `/index.html`, which is also `/`
 * @param isolated whether pages may share memory between threads; they may where left out
 */
export async function serve(files: ReadonlyMap<string, File>, isolated = true): Promise<Site> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = files.get(pathname === '/' ? '/index.html' : pathname)
    response.writeHead(file ? 200 : 404, {
      'content-type': file?.type ?? 'text/plain',
      ...(isolated && {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      }),
    })
    response.end(file?.body ?? `${pathname}: not found`)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
