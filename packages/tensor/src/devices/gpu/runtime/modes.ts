/** The ways in which GPU.js reaches a GPU. */
export type GpuMode = 'headlessgl' | 'webgl2' | 'webgpu'

/** Tried in this order where no mode is asked for. */
export const gpuModes: readonly GpuMode[] = ['webgpu', 'webgl2', 'headlessgl']

/** The most arrays of a kernel: WebGPU grants eight buffers, one of them the output; WebGL eight textures, or more. */
export const MOST_ARRAYS = 7
