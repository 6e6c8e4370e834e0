/** Files of tensors, as Hugging Face's safetensors has them. */
export { preview } from './preview.ts'
export {
  readSafetensors,
  SafetensorsError,
  type SafetensorsFile,
  type StoredTensor,
  type WriteOptions,
  writeSafetensors,
} from './safetensors.ts'
export { loadSafetensors, saveSafetensors } from './tensors.ts'
