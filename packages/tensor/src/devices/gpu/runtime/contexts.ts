/** The parts of the browser's graphics interfaces that are used here; TypeScript's own come with a whole page. */

export interface WebGlContext {
  readonly RENDERER: number
  readonly MAX_TEXTURE_SIZE: number
  readonly OUT_OF_MEMORY: number
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null
  getParameter(name: number): unknown
  getError(): number
  isContextLost(): boolean
  finish(): void
  flush(): void
  /** WebGL 2 alone has fences. */
  readonly SYNC_GPU_COMMANDS_COMPLETE?: number
  readonly TIMEOUT_EXPIRED?: number
  fenceSync?(condition: number, flags: number): object | null
  clientWaitSync?(fence: object, flags: number, timeout: number): number
  deleteSync?(fence: object): void
}

/** As GPU.js keeps it with its kernels. */
export interface WebGpuContext {
  readonly isLost: boolean
  readonly adapter: { readonly info?: Readonly<Record<string, unknown>> }
  readonly device: {
    readonly limits: { readonly maxStorageBufferBindingSize: number; readonly maxBufferSize: number }
    readonly lost: Promise<unknown>
    readonly queue: { onSubmittedWorkDone(): Promise<void> }
    pushErrorScope(filter: 'out-of-memory'): void
    popErrorScope(): Promise<{ readonly message: string } | null>
  }
}

/** What the kernels of a mode run in. */
export type Context =
  | { readonly kind: 'webgl'; readonly gl: WebGlContext }
  | { readonly kind: 'webgpu'; readonly webgpu: WebGpuContext }
