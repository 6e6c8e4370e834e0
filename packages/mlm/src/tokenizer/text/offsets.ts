/** Where a part of a text begins and ends, in UTF-16 units: `text.slice(start, end)`. */
export type Offsets = readonly [start: number, end: number]
