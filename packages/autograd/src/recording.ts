/** What the tape does now. */

/** Whether ops on variables are recorded: not inside `noGrad`. */
let isOn = true
let nodesMade = 0

export const isRecording = (): boolean => isOn

/** Nodes are numbered as they are made. */
export const nextNumber = (): number => nodesMade++

/** Nodes made from now on have this number or a higher one. */
export const numberFromNow = (): number => nodesMade

/** Runs `body` with recording on or off, and leaves it as it was. */
export function withRecording<Result>(on: boolean, body: () => Result): Result {
  const before = isOn
  isOn = on
  try {
    return body()
  } finally {
    isOn = before
  }
}
