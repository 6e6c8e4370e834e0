/** A server on this machine that translates between English and German, word for word, asked as LibreTranslate is. */
import { createServer, type IncomingMessage } from 'node:http'
import { joinWords, splitWords } from '@cloze/mlm/augmentation'
import * as z from 'zod'

/** Several English words for a German one: the way back has the last, as another person might say it. */
const pairs = [
  ['the', 'der'],
  ['a', 'ein'],
  ['and', 'und'],
  ['near', 'bei'],
  ['dog', 'Hund'],
  ['cat', 'Katze'],
  ['house', 'Haus'],
  ['big', 'groß'],
  ['large', 'groß'],
  ['small', 'klein'],
  ['little', 'klein'],
  ['sees', 'erblickt'],
  ['spots', 'erblickt'],
  ['sleeps', 'schläft'],
] as const
const dictionaries: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  'en-de': new Map(pairs),
  'de-en': new Map(pairs.map(([english, german]) => [german, english])),
}

/** A word that the dictionary has not stays as it is, as names do. */
export function translateWords(text: string, source: string, target: string): string {
  const dictionary = dictionaries[`${source}-${target}`]
  const { words, gaps } = splitWords(text)
  return joinWords({ words: words.map((word) => dictionary?.get(word) ?? word), gaps })
}

const question = z.object({
  q: z.array(z.string()),
  source: z.string(),
  target: z.string(),
  format: z.literal('text'),
  api_key: z.string().optional(),
})
export type Question = z.output<typeof question>

/** What the server says instead of a translation. */
export interface Trouble {
  readonly status?: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Says nothing at all. */
  readonly silent?: boolean
}

/** @param troubles of the first requests, one each */
export async function dictionaryServer(troubles: readonly Trouble[] = []) {
  const questions: Question[] = []
  const server = createServer(async (request, response) => {
    const asked = question.parse(JSON.parse(await bodyOf(request)))
    const trouble = troubles[questions.length]
    questions.push(asked)
    if (trouble?.silent) return
    const { q, source, target } = asked
    const translatedText = q.map((text) => translateWords(text, source, target))
    response.writeHead(trouble?.status ?? 200, { 'content-type': 'application/json', ...trouble?.headers })
    response.end(trouble ? (trouble.body ?? '') : JSON.stringify({ translatedText }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/translate`,
    questions,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}
