/** What the kernels of the device share: the queue, the launcher, and how failures travel. */
import { DeviceError, DeviceLostError } from '../../../errors.ts'
import { emptyBuffer, type GpuBuffer, type Handle } from './buffer.ts'
import { valuesOf } from './contents.ts'
import type { Launcher } from './launcher.ts'
import { Queue } from './queue.ts'
import { EXACT, KernelText, type Program } from './source.ts'
import type { Watch } from './watch.ts'

/** What a launch passes to a program, by the names that the program gave. */
interface Arguments {
  readonly arrays?: Readonly<Record<string, GpuBuffer>>
  readonly integers?: Readonly<Record<string, number>>
  readonly floats?: Readonly<Record<string, number>>
}

const FILL: Program = { arrays: [], integers: [], floats: ['value'], body: 'return value;' }
const RANGE: Program = { arrays: [], integers: [], floats: [], body: 'return this.thread.x;' }

/** What a text can ask for by itself. */
const special: Readonly<Record<string, number>> = {
  infinity: Number.POSITIVE_INFINITY,
  notANumber: Number.NaN,
}

export class Runtime {
  readonly queue = new Queue()
  readonly launcher: Launcher
  readonly #isLost: () => boolean
  readonly #lossTold: () => Promise<void>
  #kernel = ''

  constructor(launcher: Launcher, { isLost, lossTold }: Pick<Watch, 'isLost' | 'lossTold'>) {
    this.launcher = launcher
    this.#isLost = isLost
    this.#lossTold = lossTold
  }

  /** `kernel`, whose launches are counted under its name. */
  counted<Given extends readonly unknown[]>(
    name: string,
    kernel: (...given: Given) => void,
  ): (...given: Given) => void {
    return (...given) => {
      this.#kernel = name
      kernel(...given)
    }
  }

  /** A new kernel's text, for arrays of these lengths. */
  text(...buffers: readonly { readonly length: number }[]): KernelText {
    return new KernelText(buffers.some(({ length }) => length >= EXACT))
  }

  /** Fills `output`, cell by cell, when the queue comes to it. */
  run(program: Program, given: Arguments, output: GpuBuffer): void {
    if (output.length === 0) return
    const arrays = program.arrays.map((name) => named(given.arrays, name))
    const integers = program.integers.map((name) => named(given.integers, name))
    const floats = program.floats.map((name) => special[name] ?? named(given.floats, name))
    const kernel = this.#kernel
    this.#fill(arrays, output, (handles) =>
      this.launcher.launch(program, { handles, integers, floats }, output.length, kernel),
    )
  }

  /** A buffer of floats for the time of `body`: what its kernels are to do is in the queue before it is let go of. */
  scratch<Result>(length: number, body: (buffer: GpuBuffer) => Result): Result {
    const buffer = emptyBuffer(length, 'float32')
    try {
      return body(buffer)
    } finally {
      this.release(buffer)
    }
  }

  /** Frees what the buffer holds once everything before has been done. */
  release(buffer: GpuBuffer): void {
    this.queue.add(() => {
      if (buffer.handle) this.launcher.free(buffer.handle, this.#isLost())
      buffer.handle = undefined
    })
    for (const each of buffer.derived) this.release(each)
  }

  /** Sets every cell to `value`; nothing runs until a kernel reads the buffer as an array. */
  constant(value: number, output: GpuBuffer): void {
    output.content = { kind: 'constant', value }
  }

  /** The buffer's elements, once everything before has been done. */
  read(buffer: GpuBuffer): Promise<Float32Array | Int32Array> {
    return this.queue.result(async () => {
      if (buffer.failure) throw buffer.failure
      this.checkLost()
      if (buffer.handle === undefined)
        return buffer.content ? valuesOf(buffer.content, buffer.length) : new Float32Array(buffer.length)
      try {
        const values = await this.launcher.read(buffer.handle, buffer.length)
        this.checkLost() // a context that was lost meanwhile gives zeros
        return values
      } catch (error) {
        await this.#lossTold()
        throw this.#explained(error)
      }
    })
  }

  /** Lets go of the GPU, once everything before has been done. */
  dispose(): Promise<void> {
    return this.queue.result(() => this.launcher.destroy(this.#isLost()))
  }

  /** @throws DeviceLostError */
  checkLost(): void {
    if (this.#isLost())
      throw new DeviceLostError(
        `gpu: the GPU was lost (its driver was restarted, or its memory ran out): what was on it is gone; ` +
          'open a new device, and load the model again',
      )
  }

  #fill(
    inputs: readonly GpuBuffer[],
    output: GpuBuffer,
    launch: (handles: readonly Handle[]) => Promise<Handle>,
  ): void {
    this.queue.add(async () => {
      const failed = inputs.find((input) => input.failure)
      if (failed) {
        output.failure = failed.failure
        return
      }
      try {
        this.checkLost()
        const handles: Handle[] = []
        for (const input of inputs) handles.push(await this.#handleOf(input))
        output.handle = await launch(handles)
      } catch (error) {
        output.failure = this.#explained(error)
      }
    })
  }

  /** Puts on the GPU what is only known on the host. */
  async #handleOf(buffer: GpuBuffer): Promise<Handle> {
    if (buffer.handle) return buffer.handle
    const { content } = buffer
    const length = Math.max(buffer.length, 1) // nothing reads an empty tensor, but WebGPU binds no empty buffer
    switch (content?.kind) {
      case 'constant':
        buffer.handle = await this.launcher.launch(FILL, { floats: [content.value] }, length, 'fill')
        break
      case 'range':
        buffer.handle = await this.launcher.launch(RANGE, {}, length, 'fill')
        break
      case 'host':
        buffer.handle = await this.launcher.upload(Float32Array.from(content.values))
        if (buffer.dtype !== 'int32') buffer.content = undefined
        break
      case undefined:
        if (buffer.length === 0) {
          buffer.handle = await this.launcher.launch(FILL, { floats: [0] }, length, 'fill')
          break
        }
        throw new DeviceError('gpu: a tensor is read that nothing was written to')
    }
    return buffer.handle
  }

  #explained(error: unknown): Error {
    try {
      this.checkLost()
    } catch (lost) {
      if (lost instanceof Error) return lost
    }
    if (error instanceof DeviceError) return error
    const message = error instanceof Error ? error.message : String(error)
    return new DeviceError(`gpu: ${message}`, { cause: error })
  }
}

function named<Value>(given: Readonly<Record<string, Value>> | undefined, name: string): Value {
  const found = given?.[name]
  if (found === undefined) throw new TypeError(`gpu: a kernel needs ${name}`)
  return found
}
