import type { Aligned } from '../text/aligned.ts'

/** Makes a text uniform. */
export type Normalizer = (aligned: Aligned) => Aligned
