/** A page or a process that answers what the tests ask. */
import { join } from 'node:path'
import type { GpuMode } from '@cloze/tensor'
import { type Host as HostOf, openHost as openHostOf } from '../../harness/gpu/host.ts'
import type { Session } from './session.ts'

export type Host = HostOf<Session>

const sessionFiles = {
  page: join(import.meta.dirname, 'page'),
  process: join(import.meta.dirname, 'process/child.ts'),
}

/** @throws Error where `hardware` is asked for and there is none */
export const openHost = (mode: GpuMode, hardware = false): Promise<Host> =>
  openHostOf<Session>(sessionFiles, mode, hardware)
