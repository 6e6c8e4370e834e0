/**
 * The device's one queue: what is asked for is done in order, each when the one before is done. Ops return at once,
 * and a buffer that is let go of is freed only after what was asked for before has read it.
 */
export class Queue {
  #tail: Promise<void> = Promise.resolve()

  /** Does `job` after all that was added before. A job deals with its own errors. */
  add(job: () => void | Promise<void>): void {
    this.#tail = this.#tail.then(job)
  }

  /** What `job` gives, once its turn has come. */
  result<Result>(job: () => Result | Promise<Result>): Promise<Result> {
    const result = this.#tail.then(job)
    this.#tail = result.then(
      () => {},
      () => {},
    )
    return result
  }
}
