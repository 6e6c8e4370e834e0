/** What a trained model says: a model folder opened, and masks filled. */

export { NonFiniteError } from '../errors.ts'
export { FillMaskError, type FillMaskPrediction, fillMask } from './fill-mask.ts'
export { type ModelFolder, ModelFolderError, openModelFolder } from './open-model.ts'
