import type { Family } from '../case.ts'
import { attention } from './attention.ts'
import { elementwise } from './elementwise.ts'
import { products } from './matmul.ts'
import { moves } from './moves.ts'
import { optimizer } from './optimizer.ts'
import { losses, rows } from './rows.ts'

/** By the names that `--family` takes. */
export const families: ReadonlyMap<string, Family> = new Map(
  Object.entries({ matmul: products, attention, elementwise, rows, losses, optimizer, moves }),
)
