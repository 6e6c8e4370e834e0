/** Shows the session to the test that drives the page. */
import './losing.ts'
import { session } from '../session.ts'

Object.assign(globalThis, { cloze: session })
