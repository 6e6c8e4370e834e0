/** A binary heap: the first item by `before` comes out first. */
export class PriorityQueue<Item> {
  private readonly items: Item[] = []

  private readonly before: (a: Item, b: Item) => boolean

  constructor(before: (a: Item, b: Item) => boolean) {
    this.before = before
  }

  push(item: Item): void {
    const { items } = this
    let place = items.length
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = items[above] as Item
      if (!this.before(item, parent)) break
      items[place] = parent
      place = above
    }
    items[place] = item
  }

  pop(): Item | undefined {
    const { items } = this
    const first = items[0]
    const last = items.pop()
    if (items.length === 0 || last === undefined) return first
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= items.length) break
      if (child + 1 < items.length && this.before(items[child + 1] as Item, items[child] as Item)) child++
      const below = items[child] as Item
      if (!this.before(below, last)) break
      items[place] = below
      place = child
    }
    items[place] = last
    return first
  }
}
