export { type Random, random, shuffle } from './random.ts'
