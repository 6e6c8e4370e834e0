// TEMPORARY: stands in until the WebAssembly device is written to this file.
import { reference } from '../reference/reference.ts'

export const createCpu = () => reference
export const cpu = reference
