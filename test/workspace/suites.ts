import type { Cover } from './mirrors.ts'
export const suites: ReadonlyMap<string, string> = new Map([])
export const covers: readonly Cover[] = []
