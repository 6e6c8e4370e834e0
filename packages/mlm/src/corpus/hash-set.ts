/** An empty place: no hash, as adding makes 0 a 1. */
const EMPTY = 0n

/**
 * A set of 64-bit hashes in 8 bytes a place, twice as many places as hashes or more: JavaScript's own Set takes five
 * times that and ends at 16.7 million. Open addressing with linear probing (Knuth, The Art of Computer Programming, 6.4).
 */
export class HashSet {
  #places = new BigUint64Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns whether the hash is new */
  add(hash: bigint): boolean {
    const key = hash === EMPTY ? 1n : hash
    const place = placeOf(this.#places, key)
    if (this.#places[place] !== EMPTY) return false
    this.#places[place] = key
    this.#size += 1
    if (2 * this.#size > this.#places.length) this.#grow()
    return true
  }

  #grow(): void {
    const grown = new BigUint64Array(2 * this.#places.length)
    for (const key of this.#places) if (key !== EMPTY) grown[placeOf(grown, key)] = key
    this.#places = grown
  }
}

/** Where `key` is, or the empty place where it goes. */
function placeOf(places: BigUint64Array, key: bigint): number {
  const last = places.length - 1 // a power of two, less one
  let place = Number(BigInt.asUintN(32, key)) & last
  while (places[place] !== EMPTY && places[place] !== key) place = (place + 1) & last
  return place
}
