/**
 * Tensors that no scope holds: their memory goes when JavaScript forgets them. Where there is much of it, JavaScript is
 * asked to look for what it has forgotten.
 */
import { collectGarbage, tellsAtOnce } from './garbage.ts'
import { bytesOf, release, type Storage } from './storage.ts'

/** A tensor that no scope holds. */
export interface Unscoped {
  readonly storage: Storage
  /** The tensor itself, while it is fresh: WeakRefs and finalizers cost more than an op, and many are disposed of. */
  held: object | undefined
  /** Where it can be seen at once whether it was forgotten. */
  weak: WeakRef<object> | undefined
}

/** A collection is due when so many bytes were made since the last, or half of what that left. */
const LEAST = 2 ** 25
/** What JavaScript needs for a tensor, about, whatever its elements take. */
const OWN = 512

/** Those that were made since JavaScript last collected, and the others, which it may forget. */
const fresh = new Set<Unscoped>()
const older = new Set<Unscoped>()
/** What all of them take, in bytes, and what of it the last collection left. */
let bytes = 0
let left = 0
/** Whether a collection found nothing that could be known in the same job. */
let overdue = false
/** Whether the next collection will be told of, whoever asked for it. */
let awaited = false

/** Called some time after a collection, for a tensor that it found, or to tell of the collection itself. */
const finalizers = new FinalizationRegistry<Unscoped | 'collected'>((found) => {
  const before = bytes
  if (found === 'collected') {
    awaited = false
    forgetDead()
    age()
  } else if (older.has(found)) forget(found)
  left = Math.max(0, left - (before - bytes))
})

/** From now on its memory goes when JavaScript forgets it. */
export function releaseWhenForgotten(tensor: object, storage: Storage): Unscoped {
  const added = { storage, held: tensor, weak: undefined }
  fresh.add(added)
  bytes += OWN
  if (storage.unscoped === 0) bytes += bytesOf(storage.buffer)
  storage.unscoped += 1
  if (!awaited) finalizers.register({}, 'collected')
  awaited = true
  return added
}

/** JavaScript may forget those that were fresh. */
function age(): void {
  for (const each of fresh) {
    older.add(each)
    if (each.held === undefined) continue
    if (tellsAtOnce) each.weak = new WeakRef(each.held)
    else finalizers.register(each.held, each)
    each.held = undefined
  }
  fresh.clear()
}

/** It was disposed of, or JavaScript forgot it. */
export function forget(tensor: Unscoped): void {
  if (!fresh.delete(tensor)) older.delete(tensor)
  const { storage } = tensor
  bytes -= OWN
  storage.unscoped -= 1
  if (storage.unscoped === 0) bytes -= bytesOf(storage.buffer)
  release(storage)
}

function forgetDead(): void {
  for (const each of older) if (each.weak && each.weak.deref() === undefined) forget(each)
}

/**
 * Looks for what was forgotten where much was made since it last did. Nothing but tensors may be needed by then: memory that
 * is held without its tensor is released.
 */
export function relieve(): void {
  if (bytes - left > Math.max(LEAST, left / 2)) releaseForgotten()
}

/** Releases the memory of all tensors that JavaScript has forgotten, as far as that can be known at once. */
export function releaseForgotten(): void {
  const before = bytes
  age()
  collectGarbage()
  forgetDead()
  left = bytes
  overdue = bytes === before
}

/** Lets finalizers run, where they are overdue: they wait for the next task, which awaiting alone never comes to. */
export async function finalized(): Promise<void> {
  if (!overdue) return
  overdue = false
  const { port1, port2 } = new MessageChannel()
  await new Promise((resolve) => {
    port1.addEventListener('message', resolve)
    port1.start()
    port2.postMessage(0)
  })
  port1.close()
}
