/** The part of WebAssembly's JavaScript interface in use. TypeScript declares it with the page's library only. */
export interface Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  grow(pages: number): number
}

export interface Module {
  readonly [Symbol.toStringTag]: string
}

export interface Instance {
  readonly exports: Readonly<Record<string, unknown>>
}

interface Interface {
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => Memory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module
  readonly Instance: new (module: Module, imports: { env: { memory: Memory } }) => Instance
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean
}

export const { WebAssembly } = globalThis as typeof globalThis & { readonly WebAssembly: Interface }

/** Why threads can't share memory here; nothing where they can. */
export function sharingLacks(): string | undefined {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean }
  // A page can make such a memory all the same, and then do nothing with it: its flag tells, not the constructor.
  if (crossOriginIsolated === false)
    return 'the page is not cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp'
  return typeof SharedArrayBuffer === 'undefined' ? 'there is no SharedArrayBuffer' : undefined
}

/** Whether threads share it. */
export const isShared = ({ buffer }: Memory): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
