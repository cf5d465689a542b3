import type { Server } from 'bun'
import { encodeDone, encodeFinish, encodeRole, encodeStep } from '../support/model-script.ts'
import { engineAddress } from './engine.ts'

export interface Pace {
  tokens: number
  /** Milliseconds from a token to the next. */
  everyMs: number
}

/**
 * An OpenAI-compatible server on this machine, as an Ollama would be: containers reach it as host.docker.internal. What it writes
 * follows from the project's name, so that a reader of the document knows each word of it.
 */
export class Model {
  /** How often a document was asked for, by its name. */
  readonly asked = new Map<string, number>()
  pace: Pace = { tokens: 200, everyMs: 50 }
  /** Milliseconds of silence before the token with this number, for runs whose name says so (`silent…`). */
  silence = { before: 3, ms: 0 }
  private readonly server: Server<undefined>

  constructor(address = engineAddress()) {
    this.server = Bun.serve({
      hostname: address,
      port: 0,
      idleTimeout: 0,
      fetch: (request) => this.answer(request),
    })
  }

  /** For OPENAI_BASE_URL in a container. */
  get url(): string {
    return `http://host.docker.internal:${this.server.port}/v1`
  }

  stop(): Promise<void> {
    return this.server.stop(true)
  }

  private async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/models'))
      return Response.json({ object: 'list', data: [{ id: 'scripted', object: 'model', owned_by: 'test' }] })
    const { messages } = (await request.json()) as { messages: { role: string; content: string }[] }
    const name = /\bload-[\w-]+/.exec(JSON.stringify(messages))?.[0] ?? 'load-nameless'
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1)
    const kept = messages.find(({ role }) => role === 'assistant')?.content ?? ''
    return this.write(name, kept)
  }

  private write(name: string, kept: string): Response {
    const pieces = restOf(documentOf(name, this.pace.tokens), kept.length)
    let at = 0
    const encoder = new TextEncoder()
    const { everyMs } = this.pace
    const { silence } = this
    const isLeft = { yet: false }
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        const send = (text: string | Uint8Array) => {
          if (!isLeft.yet) controller.enqueue(typeof text === 'string' ? encoder.encode(text) : text)
        }
        send(encodeRole('\n'))
        let due = performance.now()
        for (; at < pieces.length && !isLeft.yet; at += 1) {
          if (at === silence.before && name.includes('silent')) due += silence.ms
          due += everyMs
          await Bun.sleep(Math.max(0, due - performance.now()))
          send(encodeStep(pieces[at] ?? '', '\n'))
        }
        if (isLeft.yet) return
        send(encodeFinish('stop', '\n') + encodeDone('\n'))
        controller.close()
      },
      cancel() {
        isLeft.yet = true
      },
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
}

/** What is left of the pieces behind so many characters. */
function restOf(pieces: string[], length: number): string[] {
  let left = length
  return pieces.flatMap((piece) => {
    const rest = piece.slice(left)
    left = Math.max(0, left - piece.length)
    return rest === '' ? [] : [rest]
  })
}

/** The document of a name in its pieces; no two lines of it are alike, so that what comes twice shows. */
export function documentOf(name: string, tokens: number): string[] {
  const pieces = [`# ${name}\n\n`]
  for (let token = 1; pieces.length < tokens; token += 1) {
    const end = token % 9 === 0 ? `.\n\n` : token % 25 === 0 ? `\n\n## Part ${token}\n\n` : ''
    pieces.push(`word${token}${token % 7 === 0 ? ' 植物' : ''}${end === '' ? ' ' : end}`)
  }
  return [...pieces, '\n\nEnd.\n']
}
