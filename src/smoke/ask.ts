import { type IncomingMessage, request as plain } from 'node:http'
import { request as tls } from 'node:https'

/** What arrived together, and when. */
export interface Piece {
  text: string
  /** Monotonic milliseconds. */
  at: number
}

export interface Answer {
  status: number
  /** Names in lower case; a header that came twice is joined by a comma. */
  headers: Record<string, string>
  pieces: AsyncIterable<Piece>
  /** All of the body. */
  text(): Promise<string>
}

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
}

/**
 * One request, as a client outside sends it. By node:http, since Bun's fetch would go through the machine's HTTP_PROXY, to our
 * own address too, and joins what arrives apart.
 */
export async function ask(
  url: string,
  { method = 'GET', headers = {}, body, signal }: Asked,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const send = url.startsWith('https:') ? tls : plain
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = send(url, { method, headers: { ...headers, ...length }, signal, agent: false }, resolve)
  sent.on('error', reject)
  sent.end(body)
  const message = await promise
  const pieces = piecesOf(message)
  return {
    status: message.statusCode ?? 0,
    headers: joined(message),
    pieces,
    async text() {
      let text = ''
      for await (const piece of pieces) text += piece.text
      return text
    },
  }
}

async function* piecesOf(message: IncomingMessage): AsyncGenerator<Piece> {
  const decoder = new TextDecoder()
  for await (const bytes of message as AsyncIterable<Uint8Array>)
    yield { text: decoder.decode(bytes, { stream: true }), at: performance.now() }
}

function joined({ headers }: IncomingMessage): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) all[name] = Array.isArray(value) ? value.join(', ') : value
  return all
}
