import type { Device } from '@cloze/tensor'
import { type Call, type Calls, said } from './calls.ts'
import { derivatives } from './derivatives.ts'
import { elementwise } from './elementwise.ts'
import { layers } from './layers.ts'
import { losses } from './losses.ts'
import { making } from './making.ts'
import { reductions } from './reductions.ts'
import { shapes } from './shapes.ts'

/** Each family's calls, in which tensors are made on a device; its fixtures have the same name. */
const families = {
  derivatives: () => derivatives,
  elementwise: () => elementwise,
  layers: () => layers,
  losses: () => losses,
  making,
  reductions: () => reductions,
  shapes: () => shapes,
} as const satisfies Readonly<Record<string, (device: Device) => Calls>>

export type Family = keyof typeof families

export const familyNames = Object.keys(families) as readonly Family[]

/** How a function is called on a device. */
export const callOf = (family: Family, name: string, device: Device): Call =>
  said(families[family](device)[name])
