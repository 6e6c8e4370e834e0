/** Where a token stands in its text, in UTF-16 units: `text.slice(start, end)`. */
export type Offsets = readonly [start: number, end: number]
