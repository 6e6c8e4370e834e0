/** What a device is let off, and why. */
export interface Skip {
  readonly device: string
  readonly op: string
  readonly reason: string
}

export const skips: readonly Skip[] = []
