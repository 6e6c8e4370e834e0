/** How a text, or two, are cut where they are too long together: from the longer one, or from one of them alone. */
export const truncationStrategies = ['longest-first', 'only-first', 'only-second'] as const

/** One of `truncationStrategies`. */
export type TruncationStrategy = (typeof truncationStrategies)[number]

/**
 * How many tokens stay of each text. `longest-first` shortens the longer one until both are as long, then both; where
 * `room` is odd, one more stays of the longer, of equals of the second. The same as Hugging Face's tokenizers does.
 * @param lengths of the first text and of the second; 0 for none
 * @param room for both
 * @throws RangeError where the one text that is to be cut would have no token left
 * @example
 * truncatedLengths([10, 3], 8, 'longest-first') // [5, 3]
 */
export function truncatedLengths(
  [first, second]: readonly [number, number],
  room: number,
  strategy: TruncationStrategy,
): readonly [number, number] {
  const surplus = first + second - room
  if (surplus <= 0) return [first, second]
  if (strategy === 'longest-first') {
    const shorter = Math.min(first, second)
    const half = Math.floor(room / 2)
    if (shorter <= half) return first > second ? [room - second, second] : [first, room - first]
    return first > second ? [room - half, half] : [half, room - half]
  }
  const length = strategy === 'only-first' ? first : second
  if (length <= surplus)
    throw new RangeError(
      `truncation: ${strategy} can't take off ${surplus} tokens of ${length}; longest-first takes from both`,
    )
  return strategy === 'only-first' ? [first - surplus, second] : [first, second - surplus]
}
