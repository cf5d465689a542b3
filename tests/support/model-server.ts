import type { Socket } from 'bun'
import {
  encodeDone,
  encodeFinish,
  encodeRole,
  encodeStep,
  encodeUsage,
  type Script,
  type Step,
} from './model-script.ts'

export * from './model-script.ts'

/** A request as the server saw it. */
export interface SeenRequest {
  method: string
  path: string
  /** Names in lower case. */
  headers: Record<string, string>
  /** Parsed JSON; the text itself where it is none. */
  body: unknown
  /** performance.now() when the request was complete. */
  at: number
  /** How many steps of the script have been sent. */
  sent: number
  /** performance.now() when the client closed its connection before the answer's end. */
  closedAt?: number
  /** Settles with closedAt; never, where the answer ended first. */
  closed: Promise<number>
  /** Settles when the answer has ended, on whichever side. */
  ended: Promise<void>
}

export interface ModelServer {
  /** With /v1, for OPENAI_BASE_URL. */
  readonly url: string
  /** Each POST to /v1/chat/completions, oldest first. */
  readonly requests: SeenRequest[]
  /** Each GET of /v1/models. */
  readonly listings: SeenRequest[]
  /** What GET /v1/models lists; a script answers it instead. */
  models: string[] | Script
  /** Queues the answer to one request; the promise settles when that request has arrived. */
  next(script: Script): Promise<SeenRequest>
  /** Answers what no queued script does. At first it says "Hello world". */
  otherwise(script: Script | ((request: SeenRequest) => Script)): void
  /** Closes the listener and every connection. */
  stop(): Promise<void>
}

const REASONS: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/**
 * An OpenAI-compatible server on a port of its own that does as it is told: `next` for one request, `otherwise` for
 * the rest. It writes its HTTP by hand, since no HTTP server lets one choose chunk boundaries or reset a connection.
 */
export async function startModelServer(options: { port?: number } = {}): Promise<ModelServer> {
  const queue: { script: Script; arrived: (request: SeenRequest) => void }[] = []
  let fallback: Script | ((request: SeenRequest) => Script) = { deltas: ['Hello', ' world'] }
  const connections = new Set<Connection>()

  const answer = (request: SeenRequest): Script => {
    if (request.path.endsWith('/models')) {
      server.listings.push(request)
      if (!Array.isArray(server.models)) return server.models
      return {
        body: {
          object: 'list',
          data: server.models.map((id) => ({ id, object: 'model', owned_by: 'test' })),
        },
      }
    }
    if (!request.path.endsWith('/chat/completions')) return { status: 404 }
    server.requests.push(request)
    const queued = queue.shift()
    queued?.arrived(request)
    return queued?.script ?? (typeof fallback === 'function' ? fallback(request) : fallback)
  }

  const listener = Bun.listen<Connection | undefined>({
    hostname: '127.0.0.1',
    port: options.port ?? 0,
    socket: {
      open(socket) {
        socket.data = new Connection(socket, answer)
        socket.setNoDelay(true)
        connections.add(socket.data)
      },
      data: (socket, bytes) => socket.data?.receive(bytes),
      drain: (socket) => socket.data?.flush(),
      end: (socket) => void socket.end(),
      error() {},
      close(socket) {
        if (!socket.data) return
        connections.delete(socket.data)
        socket.data.left()
      },
    },
  })

  const server: ModelServer = {
    url: `http://127.0.0.1:${listener.port}/v1`,
    requests: [],
    listings: [],
    models: ['scripted', 'scripted-large', 'text-embedding-scripted'],
    next: (script) => new Promise((arrived) => queue.push({ script, arrived })),
    otherwise(script) {
      fallback = script
    },
    async stop() {
      listener.stop()
      for (const connection of connections) connection.reset()
    },
  }
  return server
}

/** The base URL of a server that is not there. */
export function unusedUrl(): string {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop(true)
  return `http://127.0.0.1:${listener.port}/v1`
}

/** Milliseconds from the last byte to the connection's breaking. */
const BEFORE_BREAKING = 20

const CRLF = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')

/** One client's connection: requests one after the other, each answered by its script. */
class Connection {
  private received: Buffer = Buffer.alloc(0)
  private unsent: Buffer[] = []
  private drained: (() => void) | undefined
  private current: { request: SeenRequest; close: () => void; end: () => void } | undefined
  private wake: (() => void) | undefined
  private open = true

  constructor(
    private readonly socket: Socket<Connection | undefined>,
    private readonly answer: (request: SeenRequest) => Script,
  ) {}

  receive(bytes: Buffer): void {
    // Bun reuses its read buffer, so what stays must be a copy.
    this.received = Buffer.concat([this.received, bytes])
    if (!this.current) this.readRequest()
  }

  private readRequest(): void {
    const headEnd = this.received.indexOf(HEAD_END)
    if (headEnd < 0) return
    const [first = '', ...lines] = this.received.toString('latin1', 0, headEnd).split('\r\n')
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
    )
    const bodyStart = headEnd + HEAD_END.length
    const bodyEnd = bodyStart + Number(headers['content-length'] ?? 0)
    if (this.received.length < bodyEnd) return
    const text = this.received.toString('utf8', bodyStart, bodyEnd)
    this.received = Buffer.from(this.received.subarray(bodyEnd))

    const [method = '', path = ''] = first.split(' ')
    const closed = Promise.withResolvers<number>()
    const ended = Promise.withResolvers<void>()
    const request: SeenRequest = {
      method,
      path,
      headers,
      body: parseJson(text),
      at: performance.now(),
      sent: 0,
      closed: closed.promise,
      ended: ended.promise,
    }
    const close = () => {
      request.closedAt = performance.now()
      closed.resolve(request.closedAt)
    }
    this.current = { request, close, end: ended.resolve }
    void this.play(this.answer(request), request).then(() => {
      this.current?.end()
      this.current = undefined
      if (this.open) this.readRequest()
    })
  }

  /** Called when the socket is closed, by either side. */
  left(): void {
    if (this.open) this.current?.close()
    this.finish()
  }

  /** An RST instead of a FIN. */
  reset(): void {
    this.finish()
    this.socket.terminate()
  }

  private close(): void {
    this.finish()
    this.socket.end()
  }

  private finish(): void {
    this.open = false
    this.wake?.()
    this.drained?.()
  }

  flush(): void {
    while (this.unsent[0]) {
      const bytes = this.unsent[0]
      const written = this.socket.write(bytes)
      if (written < bytes.length) {
        this.unsent[0] = bytes.subarray(Math.max(written, 0))
        return
      }
      this.unsent.shift()
    }
    this.drained?.()
  }

  /** Waits only where the client does not read. */
  private write(bytes: Buffer): Promise<void> | undefined {
    if (!this.open) return
    this.unsent.push(bytes)
    if (this.unsent.length === 1) this.flush()
    if (this.unsent.length === 0) return
    return new Promise((resolve) => {
      this.drained = resolve
    })
  }

  private writeChunk(bytes: Uint8Array): Promise<void> | undefined {
    return this.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, CRLF]))
  }

  /** Milliseconds, or until the gate opens; a client that leaves ends it. */
  private pause(until: number | PromiseLike<unknown>): Promise<void> {
    return new Promise((resolve) => {
      if (!this.open) return resolve()
      const timer = typeof until === 'number' ? setTimeout(resolve, until) : undefined
      if (typeof until !== 'number')
        until.then(
          () => resolve(),
          () => resolve(),
        )
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private async play(script: Script, request: SeenRequest): Promise<void> {
    if (script.before !== undefined) await this.pause(script.before)
    if (script.status !== undefined && script.status !== 200) return this.answerOnce(script)
    if (script.body !== undefined) return this.answerOnce(script)
    await this.write(
      head(200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked', ...script.headers }),
    )
    await this.sendBody(script, request)
    const end = script.end && script.end !== 'finish' ? script.end : (script.afterFinish ?? 'end')
    // A client that learns of both in one turn drops what it has not read yet (Bun's fetch does; seen).
    if (end === 'cut' || end === 'reset') await this.pause(BEFORE_BREAKING)
    if (end === 'silence') await this.pause(new Promise(() => {}))
    else if (end === 'cut') this.close()
    else if (end === 'reset') this.reset()
    else await this.write(Buffer.from('0\r\n\r\n'))
  }

  private async answerOnce({ status = 200, body, headers, end }: Script): Promise<void> {
    const content = body ?? { error: { message: 'Scripted refusal.', type: 'scripted', code: null } }
    const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
    const lines = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers }
    await this.write(Buffer.concat([head(status, lines), bytes]))
    if (end === 'silence') await this.pause(new Promise(() => {}))
  }

  private async sendBody(script: Script, request: SeenRequest): Promise<void> {
    const newline = script.newline ?? '\n'
    let together: Uint8Array[] = []
    const release = async () => {
      if (!script.chunks || together.length === 0) return
      const pieces = script.chunks(Buffer.concat(together))
      together = []
      for (const piece of pieces) {
        await this.writeChunk(piece)
        // Lets a client in this process read each piece by itself.
        await new Promise(setImmediate)
      }
    }
    const send = (text: string | Uint8Array) => {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      if (!script.chunks) return this.writeChunk(bytes)
      together.push(bytes)
    }
    const pause = async (until: number | PromiseLike<unknown>) => {
      await release()
      await this.pause(until)
    }

    await send(encodeRole(newline))
    if (script.firstTokenMs) await pause(script.firstTokenMs)
    let due = performance.now()
    const steps = stepsOf(script)
    while (this.open) {
      if (script.paceMs && request.sent > 0) {
        due += script.paceMs
        const early = due - performance.now()
        if (early > 0) await pause(early)
      }
      const pulled = steps.next()
      const { done, value: step } = pulled instanceof Promise ? await pulled : pulled
      if (done) break
      if (typeof step !== 'string' && 'then' in step) await pause(step)
      else if (typeof step !== 'string' && 'wait' in step) await pause(step.wait)
      else {
        const full = send(encodeStep(step, newline))
        if (full) await full
        request.sent++
      }
    }
    if ((script.end ?? 'finish') === 'finish') {
      const { finish = 'stop', usage, usageAlways, done = true } = script
      if (finish !== null) await send(encodeFinish(finish, newline))
      if (usage !== null && (usageAlways || asksForUsage(request.body)))
        await send(encodeUsage(usage ?? { prompt_tokens: 12, completion_tokens: request.sent }, newline))
      if (done && !script.afterFinish) await send(encodeDone(newline))
    }
    await release()
  }
}

/** By hand, since `for await` would wait at a promise among the steps without seeing it. */
function stepsOf({ deltas = [] }: Script): Iterator<Step> | AsyncIterator<Step> {
  return Symbol.asyncIterator in deltas ? deltas[Symbol.asyncIterator]() : deltas[Symbol.iterator]()
}

function head(status: number, headers: Record<string, string>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} ${REASONS[status] ?? 'Scripted'}\r\n${lines.join('')}\r\n`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const asksForUsage = (body: unknown): boolean =>
  (body as { stream_options?: { include_usage?: boolean } } | null)?.stream_options?.include_usage === true
