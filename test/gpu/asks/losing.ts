/** Takes the GPU away, as a driver that restarts does. The page or process registers how, before a device opens. */
const losers: (() => void)[] = []

/** @param lose takes one context away; calling it twice does no harm */
export function onLoss(lose: () => void): void {
  losers.push(lose)
}

/** Takes away every context there is. */
export function loseAll(): void {
  if (losers.length === 0) throw new Error('loseAll: no context was seen')
  for (const lose of losers.splice(0)) lose()
}
