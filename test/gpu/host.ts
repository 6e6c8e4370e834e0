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

/**
 * @param hardware whether a page gets the machine's GPU, and not one that software plays
 * @throws Error where it can't have that
 */
export async function openHost(mode: GpuMode, hardware = false): Promise<Host> {
  const line = await (mode === 'headlessgl' ? openProcess() : openPage(hardware))
  const host: Host = {
    call: <Name extends keyof Session>(name: Name, ...args: Parameters<Session[Name]>) =>
      line.ask(name, args) as Promise<Awaited<ReturnType<Session[Name]>>>,
    close: line.close,
  }
  if (hardware && mode !== 'headlessgl') await checkHardware(host, mode)
  return host
}

async function checkHardware(host: Host, mode: GpuMode): Promise<void> {
  try {
    const { software, renderer } = await host.call('info', mode)
    if (software) throw new Error(`software plays it: ${renderer}`)
  } catch (error) {
    await host.close()
    throw new Error(`${mode} has no hardware GPU here: ${error instanceof Error ? error.message : error}`)
  }
}
