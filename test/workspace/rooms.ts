/** Folders as rooms: in each folder, every subfolder with all that is below it, and the folder's own files together. */
import { circles } from './circles.ts'
import { type Import, resolve } from './statements.ts'

/**
 * Rooms that import each other, in a circle of two or more. What is public of a folder or a package, its `index.ts`, may
 * name all rooms, so it counts as none that imports.
 */
export function entangled(imports: readonly Import[]): string[] {
  const doors = new Map<string, Import>()
  const edges = new Map<string, string[]>()
  for (const each of imports) {
    if (each.file.endsWith('/index.ts')) continue
    const [from, to] = roomsOf(each.file, resolve(each))
    if (from === to || doors.has(`${from} ${to}`)) continue
    doors.set(`${from} ${to}`, each)
    edges.set(from, [...(edges.get(from) ?? []), to])
  }
  return circles(edges).map((circle) => {
    const walk = circle.slice(1).map((to, at) => doors.get(`${circle[at]} ${to}`)?.file)
    return `rooms in a circle: ${circle.join(' → ')} (${walk.join(', ')})`
  })
}

/** The two rooms that an import joins: those of the last folder that both files are in. */
function roomsOf(file: string, target: string): [string, string] {
  const [from, to] = [file.split('/'), target.split('/')]
  let shared = 0
  while (shared < Math.min(from.length, to.length) - 1 && from[shared] === to[shared]) shared++
  const above = from.slice(0, shared)
  const roomOf = (path: readonly string[]) =>
    [...above, path.length > shared + 1 ? path[shared] : '.'].join('/')
  return [roomOf(from), roomOf(to)]
}
