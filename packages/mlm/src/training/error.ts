/** Training that can't go on, or begin. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
}
