/**
 * Row numbers that a device computed itself are known only there, and a kernel must not reach beyond its table.
 * @throws RangeError that names the first wrong one
 */
export function checkRows(kernel: string, ids: Int32Array, rows: number): void {
  const wrong = ids.findIndex((id) => id < 0 || id >= rows)
  if (wrong >= 0)
    throw new RangeError(`${kernel}: ids[${wrong}] is ${ids[wrong]}, but must be in 0…${rows - 1}`)
}
