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

/** Whether threads can share it: in a page that is not cross-origin isolated there is none such. */
export const isShared = ({ buffer }: Memory): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
