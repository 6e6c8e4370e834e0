/** What a trained model says: a model folder opened, and masks filled. */

export { ScoreError } from '../errors.ts'
export { type Filling, FillMaskError, fillMask } from './fill-mask.ts'
export { type ModelFolder, ModelFolderError, openModelFolder } from './open-model.ts'
