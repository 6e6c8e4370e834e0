import type { Aligned } from '../aligned.ts'

/** Makes a text uniform. */
export type Normalizer = (aligned: Aligned) => Aligned
