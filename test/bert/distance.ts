/** ‖values‖ */
export const norm = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0))

/** ‖found − right‖ / ‖right‖; NaN where they are of different lengths. */
export const distance = (found: ArrayLike<number>, right: ArrayLike<number>) =>
  found.length === right.length
    ? norm(Array.from(right, (value, i) => (found[i] ?? Number.NaN) - value)) / norm(right)
    : Number.NaN
