export { type CallOptions, type Engine, type EngineWorker, openEngine } from './engine.ts'
export type { EngineInfo } from './opening.ts'
export { type Port, serveTasks, type TaskContext, type Tasks } from './tasks.ts'
