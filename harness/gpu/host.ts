/** A host that has a GPU, and answers a session's questions: a page, or a process with a display. */
import type { GpuMode } from '@cloze/tensor'
import type { devices } from './devices.ts'
import type { Line } from './line.ts'
import { openPage } from './page.ts'
import { openProcess } from './process.ts'

/** Questions by name. */
export type Asks = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

/** Where a session lives. */
export interface SessionFiles {
  /** The folder of a page, whose script shows the session to `openPage`. */
  readonly page: string
  /** The file of a process, which answers by `answerQuestions`. */
  readonly process: string
}

export interface Host<Session extends Asks> {
  /** @throws Error, also where the page or process is gone, or complained */
  call<Name extends keyof Session & string>(
    name: Name,
    ...args: Parameters<Session[Name]>
  ): Promise<Awaited<ReturnType<Session[Name]>>>
  close(): Promise<void>
}

/**
 * @param session in which pages and processes answer
 * @param hardware whether a page gets the machine's GPU, and not one that software plays
 * @throws Error where it can't have that
 */
export async function openHost<Session extends Asks>(
  session: SessionFiles,
  mode: GpuMode,
  hardware = false,
): Promise<Host<Session>> {
  const line = await (mode === 'headlessgl' ? openProcess(session.process) : openPage(session.page, hardware))
  const host: Host<Session> = {
    call: <Name extends keyof Session & string>(name: Name, ...args: Parameters<Session[Name]>) =>
      line.ask(name, args) as Promise<Awaited<ReturnType<Session[Name]>>>,
    close: line.close,
  }
  if (hardware && mode !== 'headlessgl') await checkHardware(line, mode)
  return host
}

/** Closes the line where it fails. */
async function checkHardware(line: Line, mode: GpuMode): Promise<void> {
  try {
    const info = (await line.ask('info', [mode])) as Awaited<ReturnType<typeof devices.info>>
    if (info.software) throw new Error(`software plays it: ${info.renderer}`)
  } catch (error) {
    await line.close()
    throw new Error(`${mode} has no hardware GPU here: ${error instanceof Error ? error.message : error}`)
  }
}
