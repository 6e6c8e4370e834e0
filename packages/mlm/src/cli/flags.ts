/** Readers of flags that several commands share. Each throws what commander reports as a misuse. */
import { InvalidArgumentError } from 'commander'

export const integerFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be an integer of at least ${least}.`)
    return value
  }

export function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

/** At least 0 and below 1. */
export function share(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('It must be at least 0 and below 1.')
  return value
}

/** 0 … 1, both among them. */
export function closedShare(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must be at least 0 and at most 1.')
  return value
}

/** Above 0 and below 1. */
export function rate(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be above 0 and below 1.')
  return value
}
