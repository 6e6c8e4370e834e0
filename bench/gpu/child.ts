/** Answers what the benchmark asks that started this process. */
import { answerQuestions } from '../../harness/gpu/process.ts'
import { session } from './session.ts'

answerQuestions(session)
