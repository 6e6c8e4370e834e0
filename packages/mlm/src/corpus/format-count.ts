/** A count in a message: `18,220,113`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')
