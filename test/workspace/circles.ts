/**
 * The circles of a graph, each as the walk that closes it: its last place is its first. One for each that a walk in depth
 * first order closes, so that a graph without any has none.
 */
export function circles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const visit = (place: string, path: readonly string[]) => {
    if (path.includes(place)) found.push([...path.slice(path.indexOf(place)), place])
    else if (!done.has(place)) for (const next of edges.get(place) ?? []) visit(next, [...path, place])
    done.add(place)
  }
  for (const place of edges.keys()) visit(place, [])
  return found
}
