/** Answers what the test asks that started this process. */
import './losing.ts'
import { answerQuestions } from '../../../harness/gpu/process.ts'
import { session } from '../session.ts'

answerQuestions(session)
