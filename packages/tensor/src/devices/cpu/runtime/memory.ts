/** The device's memory: one WebAssembly memory, and which parts of it are in use. */
import { DeviceError, OutOfMemory } from '../../../errors.ts'
import { type Memory, WebAssembly } from '../assembler/code/webassembly.ts'
import { SHARED_PAGES } from '../assembler/kernel.ts'

/** Blocks begin and end at cache lines, so that a kernel may load whole vectors at the end of a tensor. */
const LINE = 64
const PAGE = 65536
/** Address 0 stays free: no block is there. */
const FIRST = 1024
/** The most that 32-bit addresses reach, less a page. */
const LIMIT = 2 ** 32 - PAGE

/**
 * The size of a block for so many bytes: a quarter of a power of two, so that sizes that differ a little, as those of
 * batches of different lengths do, find each other's blocks again.
 */
function rounded(bytes: number): number {
  const step = Math.max(LINE, 2 ** (31 - Math.clz32(Math.max(bytes - 1, 1)) - 2))
  return Math.max(LINE, Math.ceil(bytes / step) * step)
}

/**
 * First-come blocks of memory. Free blocks of a size are reused last-in first-out, so that a training step that asks
 * for the same sizes as the one before gets the same blocks; where no block of the size is free, the smallest larger
 * one is split, and neighbours that are free are joined first.
 */
export class Heap {
  readonly memory: Memory
  #top = FIRST
  #live = 0
  #views: { floats: Float32Array; integers: Int32Array } | undefined
  /** The sizes of the blocks in use, by address. */
  readonly #used = new Map<number, number>()
  /** The free blocks, by size. */
  readonly #free = new Map<number, number[]>()

  /** @param shared whether threads share the memory */
  constructor(shared = false) {
    this.memory = new WebAssembly.Memory(
      shared ? { initial: 16, maximum: SHARED_PAGES, shared } : { initial: 16 },
    )
  }

  /** The first address that was never used: grows, and never shrinks. */
  get top(): number {
    return this.#top
  }

  /** The bytes in use. */
  get live(): number {
    return this.#live
  }

  /** The memory as elements: index = address / 4. Made anew when the memory has grown. */
  get floats(): Float32Array {
    return this.#elements().floats
  }
  get integers(): Int32Array {
    return this.#elements().integers
  }

  #elements() {
    const { buffer } = this.memory
    if (this.#views === undefined || this.#views.floats.buffer !== buffer)
      this.#views = { floats: new Float32Array(buffer), integers: new Int32Array(buffer) }
    return this.#views
  }

  /**
   * The address of `bytes` of memory that nobody else has; their content is not cleared.
   * @throws OutOfMemory that says what was asked for and what is held
   */
  take(bytes: number): number {
    const size = rounded(bytes)
    const address = this.#free.get(size)?.pop() ?? this.#split(size) ?? this.#grow(size)
    this.#used.set(address, size)
    this.#live += size
    return address
  }

  give(address: number): void {
    const size = this.#used.get(address)
    if (size === undefined) throw new DeviceError(`cpu: no block of memory begins at ${address}`)
    this.#used.delete(address)
    this.#live -= size
    this.#addFree(address, size)
  }

  #addFree(address: number, size: number): void {
    const blocks = this.#free.get(size)
    if (blocks) blocks.push(address)
    else this.#free.set(size, [address])
  }

  /**
   * A part of the smallest free block that is large enough: of those that there are, and where none is, of what
   * neighbours make together. Joining costs a sort, so it comes last.
   */
  #split(size: number): number | undefined {
    if (this.#top + size <= this.memory.buffer.byteLength) return undefined // there is room that costs no search
    const found = this.#smallest(size)
    if (found === undefined) this.#join()
    const best = found ?? this.#smallest(size)
    if (best === undefined) return undefined
    const address = this.#free.get(best)?.pop()
    if (address !== undefined && best > size) this.#addFree(address + size, best - size)
    return address
  }

  /** The smallest size of a free block that is large enough. */
  #smallest(size: number): number | undefined {
    let best: number | undefined
    for (const [free, blocks] of this.#free)
      if (free >= size && blocks.length > 0 && free < (best ?? Number.POSITIVE_INFINITY)) best = free
    return best
  }

  #join(): void {
    const blocks = [...this.#free].flatMap(([size, addresses]) =>
      addresses.map((address) => ({ address, size })),
    )
    this.#free.clear()
    blocks.sort((a, b) => a.address - b.address)
    let last: { address: number; size: number } | undefined
    for (const block of blocks) {
      if (last && last.address + last.size === block.address) last.size += block.size
      else {
        if (last) this.#addFree(last.address, last.size)
        last = block
      }
    }
    if (last) this.#addFree(last.address, last.size)
  }

  #grow(size: number): number {
    const address = this.#top
    const end = address + size
    const missing = end - this.memory.buffer.byteLength
    const held = `${this.#used.size} blocks, ${this.#live} bytes, are held`
    if (end > LIMIT) throw new OutOfMemory(`cpu: out of memory: ${size} bytes asked for; ${held}`)
    if (missing > 0) {
      // As much again, and no less than 64 MiB: what is never touched costs nothing, and searching free blocks does.
      const pages = Math.ceil(missing / PAGE)
      const extra = Math.min(Math.ceil(Math.max(end, 2 ** 26) / PAGE), Math.floor((LIMIT - end) / PAGE))
      try {
        this.memory.grow(pages + extra)
      } catch {
        try {
          this.memory.grow(pages)
        } catch (error) {
          throw new OutOfMemory(`cpu: out of memory: ${size} bytes asked for; ${held}`, { cause: error })
        }
      }
    }
    this.#top = end
    return address
  }
}
