/** The devices that every machine has; those of a GPU are tested where there is one. */
import { cpu, type Device, reference } from '@cloze/tensor'

export const hostDevices: readonly Device[] = [reference, cpu]
