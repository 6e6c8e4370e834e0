import { reference } from '@cloze/tensor'

export const on = { device: reference }

export const values = async (...all: { data(): Promise<ArrayLike<number>> }[]): Promise<number[][]> =>
  Promise.all(all.map(async (one) => Array.from(await one.data())))
