export { ScoreError } from '../errors.ts'
export { type Filling, FillMaskError, fillMask } from './fill-mask.ts'
