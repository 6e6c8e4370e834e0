/**
 * Scopes: what is made inside one and not returned is disposed of at its end, so that nobody counts references.
 * What a returned value holds is found through its properties, the elements of maps and sets, and `[holds]()`.
 */
import { MemoryError } from './errors.ts'
import { lookInto } from './opaque.ts'

/** Where a resource is told that no scope holds it. */
export const escaped: unique symbol = Symbol('escaped')

/** Something that a scope disposes of. */
export interface Resource {
  /** Lets go of what it holds; a second call does nothing. */
  dispose(): void
  /** No scope holds it any more: called when the outermost one lets it go, or `keep` takes it out. */
  [escaped](): void
}

/** Implemented by what holds tensors: yields them, or other holders. */
export const holds: unique symbol = Symbol('holds')

/** Where a holder that holds nothing younger than itself says when it was made. */
export const born: unique symbol = Symbol('born')

/** What holds tensors, as a model or an optimizer's state: scopes look into it. */
export interface Holder {
  [holds](): Iterable<unknown>
  /** `scopesBegun()` of when it was made: a scope that began later has nothing to find in it, as in an old tape. */
  readonly [born]?: number
}

let begun = 0

/**
 * How many scopes have begun so far: the age of what is made now.
 * @example
 * const before = scopesBegun()
 * scope(() => scopesBegun() - before) // 1
 */
export const scopesBegun = (): number => begun

type Scope = Set<Resource>

const stack: Scope[] = []
const owner = new WeakMap<Resource, Scope>()

/**
 * Gives `resource` to the innermost open scope; to nobody where none is open.
 * @example
 * let isOpen = true
 * scope(() => track({ dispose: () => void (isOpen = false), [escaped]() {} }))
 * isOpen // false
 */
export function track(resource: Resource): void {
  const scope = stack.at(-1)
  if (scope === undefined) resource[escaped]()
  else {
    scope.add(resource)
    owner.set(resource, scope)
  }
}

/**
 * Takes `resource` from its scope: it was disposed of, or outlives it.
 * @example
 * let isOpen = true
 * const file: Resource = { dispose: () => void (isOpen = false), [escaped]() {} }
 * scope(() => {
 *   track(file)
 *   untrack(file)
 * })
 * isOpen // true
 */
export function untrack(resource: Resource): void {
  owner.get(resource)?.delete(resource)
  owner.delete(resource)
}

/**
 * Runs `body`, then disposes of every tensor that it made and that its result doesn't hold. What the result holds
 * belongs to the scope around this one. If `body` throws, everything that it made is disposed of.
 * @throws MemoryError where `body` returns a promise, or anything with a `then`: work after its first `await` would be
 *   outside the scope; and where tensors would be disposed of that the result may hide: in a function, a getter, a private field, …
 * @example
 * const total = scope(() => sum(square(tensor([1, 2])))) // the squares are gone
 * await total.item() // 5
 */
export function scope<Result>(body: () => Result): Result {
  const made: Scope = new Set()
  const since = ++begun
  stack.push(made)
  const kept = new Set<object>()
  let result: Result
  try {
    result = body()
    const parts = 'scope: the function is asynchronous; await outside, and open a scope around each part'
    refuseThenable(result, () => new MemoryError(parts))
    const hiding = collect(result, kept, since)
    if (hiding !== undefined && [...made].some((resource) => !kept.has(resource)))
      throw new MemoryError(
        `scope: its result has ${hiding} in it, where tensors of the scope may be that nobody sees; give it [holds], or return the tensors`,
      )
  } catch (error) {
    stack.pop()
    for (const resource of made) resource.dispose()
    throw error
  }
  stack.pop()
  for (const resource of made) {
    if (!kept.has(resource)) resource.dispose()
    else {
      owner.delete(resource)
      track(resource)
    }
  }
  return result
}

/**
 * Takes everything that `value` holds out of its scopes, for values that outlive them: parameters, optimizer state.
 * Whoever calls it disposes of it.
 * @returns `value`
 * @example
 * let kept = tensor([0])
 * scope(() => {
 *   kept = keep(tensor([1, 2]))
 * })
 * kept.disposed // false
 */
export function keep<Value>(value: Value): Value {
  for (const resource of resourcesOf('keep', value)) {
    if (!owner.has(resource)) continue
    untrack(resource)
    resource[escaped]()
  }
  return value
}

/**
 * Disposes of everything that `value` holds.
 * @example
 * const pair = { x: tensor([1]), y: tensor([2]) }
 * disposeOf(pair)
 * pair.y.disposed // true
 */
export function disposeOf(value: unknown): void {
  for (const resource of resourcesOf('disposeOf', value)) resource.dispose()
}

/** @throws MemoryError where there is none to be seen, and some may be hidden */
function resourcesOf(name: string, value: unknown): Resource[] {
  const held = new Set<object>()
  const hiding = collect(value, held)
  const found = [...held].filter(isResource)
  if (found.length === 0 && hiding !== undefined)
    throw new MemoryError(`${name}: no tensor is to be seen in ${hiding}; give it [holds]`)
  return found
}

/**
 * Refuses what `await` waits for, where a function's work must have ended when it returns.
 * @throws what `refusal` makes
 * @example
 * refuseThenable(Promise.resolve(1), () => new TypeError('await outside')) // throws TypeError: await outside
 */
export function refuseThenable(result: unknown, refusal: () => Error): void {
  if (!isObject(result) || !('then' in result) || typeof result.then !== 'function') return
  if (result instanceof Promise) result.catch(() => {}) // what becomes of it is of no interest: this error is
  throw refusal()
}

const isResource = (value: object): value is Resource =>
  'dispose' in value && typeof value.dispose === 'function'

const isHolder = (value: object): value is Holder => holds in value

/**
 * Adds to `found` all that `value` holds, itself among them. An own stack: tapes are deeper than JavaScript's.
 * @param since what was made before so many scopes had begun is not looked into
 * @returns what there is in it that can't be looked into, in words
 */
function collect(value: unknown, found: Set<object>, since = 0): string | undefined {
  let hiding: string | undefined
  const open: unknown[] = [value]
  while (open.length > 0) {
    const at = open.pop()
    if (!isObject(at) || found.has(at) || isDevice(at)) continue
    found.add(at)
    if (isHolder(at)) {
      if ((at[born] ?? since) >= since) for (const each of at[holds]()) open.push(each)
    } else if (!isTracked(at)) hiding = lookInto(at, open) ?? hiding
  }
  return hiding
}

const isObject = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)

/** What a scope gets to know of by itself: there is no more in it than it says. */
const isTracked = (value: object): boolean => isResource(value) && escaped in value

/** Tensors and models name the device that they are on, and don't hold it. */
export const isDevice = (value: object): boolean =>
  'floatType' in value && 'elementwise' in value && typeof value.elementwise === 'function'
