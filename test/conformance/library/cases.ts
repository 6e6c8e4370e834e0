import type { Device } from '@cloze/tensor'
import { type LibraryCase, libraryCases } from '../../fixtures/library.ts'
import { type Call, type Calls, said } from './calls.ts'
import { derivatives } from './derivatives.ts'
import { elementwise } from './elementwise.ts'
import { layers } from './layers.ts'
import { losses } from './losses.ts'
import { making } from './making.ts'
import { reductions } from './reductions.ts'
import { shapes } from './shapes.ts'

/** Each family's calls, in which tensors are made on a device; its fixtures have the same name. */
const families: Readonly<Record<string, (device: Device) => Calls>> = {
  derivatives: () => derivatives,
  elementwise: () => elementwise,
  layers: () => layers,
  losses: () => losses,
  making,
  reductions: () => reductions,
  shapes: () => shapes,
}

/** What a function of the library must give, and how it is called. */
export interface LibraryTest {
  readonly row: LibraryCase
  readonly callOn: (device: Device) => Call
}

/** It is computed on the host, so that its result is a promise; nothing flows through it. */
const isUnique = ({ name }: LibraryCase): boolean => name === 'unique'

const all: readonly LibraryTest[] = Object.entries(families).flatMap(([family, callsOn]) =>
  libraryCases(family).map((row) => ({ row, callOn: (device: Device) => said(callsOn(device)[row.name]) })),
)

export const libraryTests: readonly LibraryTest[] = all.filter(({ row }) => !isUnique(row))
export const uniqueCases: readonly LibraryCase[] = all.map(({ row }) => row).filter(isUnique)
