/** An empty slot: no hash, as adding makes 0 a 1. */
const EMPTY = 0n

/**
 * A set of 64-bit hashes in 8 bytes a slot, twice as many slots as hashes or more: JavaScript's own Set takes five
 * times that and ends at 16.7 million. Open addressing with linear probing (Knuth, The Art of Computer Programming, 6.4).
 */
export class HashSet {
  #slots = new BigUint64Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns whether the hash is new */
  add(hash: bigint): boolean {
    const key = hash === EMPTY ? 1n : hash
    const slot = slotOf(this.#slots, key)
    if (this.#slots[slot] !== EMPTY) return false
    this.#slots[slot] = key
    this.#size += 1
    if (2 * this.#size > this.#slots.length) this.#grow()
    return true
  }

  #grow(): void {
    const grown = new BigUint64Array(2 * this.#slots.length)
    for (const key of this.#slots) if (key !== EMPTY) grown[slotOf(grown, key)] = key
    this.#slots = grown
  }
}

/** Where `key` is, or the empty slot where it goes. */
function slotOf(slots: BigUint64Array, key: bigint): number {
  const last = slots.length - 1 // a power of two, less one
  let slot = Number(BigInt.asUintN(32, key)) & last
  while (slots[slot] !== EMPTY && slots[slot] !== key) slot = (slot + 1) & last
  return slot
}
