import pRetry from 'p-retry'
import * as z from 'zod'
import { type Translator, TranslatorError } from './translator.ts'

/** How a server is asked, and how patiently. */
export interface HttpTranslatorOptions {
  /** Goes with every request as `api_key`. */
  readonly apiKey?: string | undefined
  /** Texts of a request; 16 where left out. */
  readonly batchSize?: number
  /** How long an answer may take, in milliseconds; 30,000 where left out. */
  readonly timeout?: number
  /** How often a request that failed is made again; 4 where left out. */
  readonly retries?: number
  /** How long to wait before the first time, in milliseconds; twice as long before each that follows. 500 where left out. */
  readonly backOff?: number
}

const answer = z.object({ translatedText: z.array(z.string()) })
const refusal = z.object({ error: z.string() })

/** The longest that a server's Retry-After is waited for, in milliseconds. */
const LONGEST_WAIT = 60_000

/** What may go well another time: too slow, too early, too many, and the server's own trouble. */
const isPassing = (status: number): boolean => [408, 425, 429].includes(status) || status >= 500

/** A request that failed, which may be made again. */
class PassingError extends TranslatorError {
  readonly wait: number | undefined
  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly wait?: number | undefined } = {},
  ) {
    super(message, options)
    this.wait = options.wait
  }
}

/**
 * A server that translates. It is asked as LibreTranslate is: `POST {"q": ["a text", …], "source": "en", "target": "de",
 * "format": "text"}`, and answers `{"translatedText": ["ein Text", …]}`, a string for each. What does not answer, is too
 * slow, or answers with 408, 425, 429 or 5xx is asked again, each time after twice as long, or as its Retry-After says
 * (in seconds, up to 60).
 * @param url where requests are posted
 * @throws TranslatorError on a URL that is none; `translate` on an answer that is none, with URL and status
 * @example
 * const translator = httpTranslator('http://localhost:5000/translate', { apiKey: 'mine' })
 * const translated = () => translator.translate(['the dog sleeps'], 'en', 'de') // ['der Hund schläft']
 */
export function httpTranslator(url: string, options: HttpTranslatorOptions = {}): Translator {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TranslatorError(
      `translator ${url}: is no address of a server; it would be as http://localhost:5000/translate`,
    )
  const { apiKey, batchSize = 16, timeout = 30_000, retries = 4, backOff = 500 } = options

  async function ask(q: readonly string[], source: string, target: string): Promise<string[]> {
    const body = JSON.stringify({ q, source, target, format: 'text', ...(apiKey && { api_key: apiKey }) })
    const { response, text } = await post(body)
    const json = jsonIn(text)
    if (!response.ok) throw refused(response, json)
    const found = answer.safeParse(json)
    if (!found.success || found.data.translatedText.length !== q.length)
      throw new TranslatorError(
        `translator ${url}: status ${response.status}, but the answer is ${shown(text)}; it should be {"translatedText": [${q.length} strings]}`,
      )
    return found.data.translatedText
  }

  async function post(body: string) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        signal: AbortSignal.timeout(timeout),
      })
      return { response, text: await response.text() }
    } catch (cause) {
      const late = cause instanceof Error && cause.name === 'TimeoutError'
      const why = late ? `no answer in ${timeout.toLocaleString('en')} ms` : `no answer (${reasonOf(cause)})`
      throw new PassingError(
        `translator ${url}: ${why}; is a server there that takes POST requests, as LibreTranslate does at /translate?`,
        { cause },
      )
    }
  }

  function refused(response: Response, json: unknown): TranslatorError {
    const { status, statusText } = response
    const said = refusal.safeParse(json).data?.error
    const what = `translator ${url}: status ${status}${statusText && ` ${statusText}`}${said ? `: ${said}` : ''}`
    if (isPassing(status)) return new PassingError(what, { wait: retryAfter(response) })
    return new TranslatorError(`${what}; ${adviceOn(status)}`)
  }

  const persistently = (q: readonly string[], from: string, to: string): Promise<string[]> =>
    pRetry(() => ask(q, from, to), {
      retries,
      minTimeout: 0, // how long to wait, the error may tell
      shouldRetry: ({ error }) => error instanceof PassingError,
      async onFailedAttempt({ error, attemptNumber, retriesLeft }) {
        if (!(error instanceof PassingError)) return
        if (retriesLeft === 0)
          throw new TranslatorError(`${error.message} (asked ${attemptNumber} times)`, { cause: error })
        const wait = error.wait ?? backOff * 2 ** (attemptNumber - 1)
        await new Promise((resolve) => setTimeout(resolve, wait))
      },
    })

  return {
    name: url,
    async translate(texts, from, to) {
      const found: string[] = []
      for (let start = 0; start < texts.length; start += batchSize)
        found.push(...(await persistently(texts.slice(start, start + batchSize), from, to)))
      return found
    },
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return seconds >= 0 ? Math.min(1000 * seconds, LONGEST_WAIT) : undefined
}

function adviceOn(status: number): string {
  if (status === 401 || status === 403) return 'it wants a key (api_key) that may translate'
  if (status === 404 || status === 405) return 'name the address that takes POST requests, as …/translate'
  return 'it should take {"q": […], "source", "target", "format"} for these languages'
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a page of HTML, say: the caller shows the text
  }
}

/** fetch says "fetch failed", and its cause why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return 'code' in cause ? String(cause.code) : cause.message
}

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
