/** A place that has a GPU, and answers a session's questions: a page, or a process with a display. */
import type { GpuMode } from '@cloze/tensor'
import { openPage } from './page/open.ts'
import { openProcess } from './process/open.ts'
import type { Session } from './session.ts'

export interface Host {
  /** @throws Error, also where the page or process is gone, or complained */
  call<Name extends keyof Session>(
    name: Name,
    ...args: Parameters<Session[Name]>
  ): Promise<Awaited<ReturnType<Session[Name]>>>
  close(): Promise<void>
}

/** @param hardware whether a page gets the machine's GPU, and not one that software plays */
export async function openHost(mode: GpuMode, hardware = false): Promise<Host> {
  const line = await (mode === 'headlessgl' ? openProcess() : openPage(hardware))
  return {
    call: <Name extends keyof Session>(name: Name, ...args: Parameters<Session[Name]>) =>
      line.ask(name, args) as Promise<Awaited<ReturnType<Session[Name]>>>,
    close: line.close,
  }
}
