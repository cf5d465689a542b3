import type { Socket } from 'bun'

/** How a request came to nothing. */
export type Failure =
  | 'not connected'
  | 'reset'
  | 'closed without an answer'
  | 'cut in its answer'
  | 'too slow'

export class Failed extends Error {
  override readonly name = 'Failed'
  constructor(
    readonly failure: Failure,
    what: string,
  ) {
    super(`${what}: ${failure}`)
  }
}

export interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}

const CRLF = '\r\n'
const HEAD_END = Buffer.from('\r\n\r\n')
/** Milliseconds until the head of an answer; a whole document may take longer than its head. */
const PATIENCE = 30_000

/**
 * One HTTP/1.1 connection that hides nothing: no retry, no pool, no limit of requests at once, and a connection that broke is told apart
 * from a body that ended. (fetch sends a request again by itself when a kept connection turns out to be closed.)
 */
export class Wire {
  private socket: Socket<undefined> | undefined
  private answer: Incoming | undefined
  /** Nobody has closed it, and no answer is under way. */
  isIdle = false

  static async open(url: URL): Promise<Wire> {
    const wire = new Wire()
    const opened = Bun.connect<undefined>({
      hostname: url.hostname,
      port: Number(url.port || 80),
      socket: {
        data: (_, bytes) => wire.take(bytes),
        close: (_, error) => wire.closed(error ? 'reset' : 'closed without an answer'),
        end: (socket) => void socket.end(),
        error: () => wire.closed('reset'),
      },
    })
    wire.socket = await opened.catch(() => {
      throw new Failed('not connected', url.host)
    })
    wire.socket.setNoDelay(true)
    wire.isIdle = true
    return wire
  }

  /** Resolves with the answer's head; its body then comes as a stream, which fails where the connection broke in it. Throws Failed. */
  ask(
    path: string,
    host: string,
    { method = 'GET', headers = {}, body, signal }: Ask = {},
  ): Promise<Response> {
    if (!this.isIdle) throw new Failed('closed without an answer', `${method} ${path}`)
    this.isIdle = false
    const answer = new Incoming(`${method} ${path}`, method === 'HEAD', () => this.rest(answer))
    this.answer = answer
    const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`)
    if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`)
    this.socket?.write([`${method} ${path} HTTP/1.1`, ...lines, '', body ?? ''].join(CRLF))
    const leave = () => this.leave()
    signal?.addEventListener('abort', leave)
    if (signal?.aborted) leave()
    return answer.head
  }

  leave(): void {
    this.isIdle = false
    this.answer?.broke('closed without an answer')
    this.socket?.end()
  }

  private take(bytes: Buffer): void {
    // Bun uses its buffer again.
    this.answer?.take(Buffer.from(bytes))
  }

  private closed(failure: Failure): void {
    this.isIdle = false
    this.answer?.broke(failure)
  }

  private rest(answer: Incoming): void {
    if (this.answer !== answer) return
    this.answer = undefined
    this.isIdle = answer.keepsOpen
    if (!answer.keepsOpen) this.socket?.end()
  }
}

/** One answer as it comes in. */
class Incoming {
  readonly head: Promise<Response>
  keepsOpen = true
  private readonly settle = Promise.withResolvers<Response>()
  private readonly timer: ReturnType<typeof setTimeout>
  private unread: Buffer = Buffer.alloc(0)
  private body: ReadableStreamDefaultController<Uint8Array> | undefined
  /** Bytes of the body, or of the chunk, that are still to come; undefined between chunks. */
  private missing: number | undefined
  private isChunked = false
  private isOver = false

  constructor(
    private readonly what: string,
    private readonly hasNoBody: boolean,
    private readonly over: () => void,
  ) {
    this.head = this.settle.promise
    this.timer = setTimeout(() => this.broke('too slow'), PATIENCE)
  }

  take(bytes: Buffer): void {
    this.unread = this.unread.length === 0 ? bytes : Buffer.concat([this.unread, bytes])
    if (!this.body && !this.readHead()) return
    if (this.isChunked) this.readChunks()
    else this.readPlain()
  }

  broke(failure: Failure): void {
    if (this.isOver) return
    this.isOver = true
    this.keepsOpen = false
    clearTimeout(this.timer)
    this.settle.reject(new Failed(failure, this.what))
    // Whoever has the head has the stream to learn from.
    this.head.catch(() => {})
    try {
      this.body?.error(new Failed('cut in its answer', this.what))
    } catch {
      // Its reader has left.
    }
    this.over()
  }

  private readHead(): boolean {
    const end = this.unread.indexOf(HEAD_END)
    if (end < 0) return false
    clearTimeout(this.timer)
    const [first = '', ...lines] = this.unread.toString('latin1', 0, end).split(CRLF)
    this.unread = this.unread.subarray(end + HEAD_END.length)
    const headers = new Headers()
    for (const line of lines) {
      const colon = line.indexOf(':')
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
    }
    const status = Number(first.split(' ')[1])
    this.isChunked = headers.get('transfer-encoding') === 'chunked'
    const isEmpty = this.hasNoBody || status === 204 || status === 304
    this.missing = isEmpty ? 0 : this.isChunked ? undefined : Number(headers.get('content-length') ?? 'NaN')
    if (isEmpty) this.isChunked = false
    this.keepsOpen = headers.get('connection')?.toLowerCase() !== 'close'
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.body = controller
      },
    })
    this.settle.resolve(new Response(isEmpty ? null : stream, { status, headers }))
    return true
  }

  private readPlain(): void {
    if (this.missing === undefined || Number.isNaN(this.missing)) {
      this.broke('cut in its answer')
      return
    }
    const piece = this.unread.subarray(0, this.missing)
    this.missing -= piece.length
    this.unread = this.unread.subarray(piece.length)
    this.give(piece)
    if (this.missing === 0) this.end()
  }

  private readChunks(): void {
    for (;;) {
      if (this.missing === undefined) {
        const line = this.unread.indexOf(CRLF)
        if (line < 0) return
        const size = Number.parseInt(this.unread.toString('latin1', 0, line), 16)
        // The empty line that ends the body belongs to this answer, not to the next one.
        if (size === 0 && this.unread.length < line + 4) return
        if (size === 0) {
          this.end()
          return
        }
        this.unread = this.unread.subarray(line + 2)
        // The line's end behind the chunk counts with it.
        this.missing = size + 2
      }
      const piece = this.unread.subarray(0, this.missing)
      this.unread = this.unread.subarray(piece.length)
      this.missing -= piece.length
      // Of the two bytes of the line's end, as many as came are not text.
      this.give(piece.subarray(0, Math.max(0, piece.length - Math.max(0, 2 - this.missing))))
      if (this.missing > 0) return
      this.missing = undefined
    }
  }

  private give(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    try {
      this.body?.enqueue(bytes)
    } catch {
      // Its reader has left.
    }
  }

  private end(): void {
    if (this.isOver) return
    this.isOver = true
    try {
      this.body?.close()
    } catch {
      // Its reader has left.
    }
    this.over()
  }
}

/** Asks one address, on a connection of its own each time, or on one that is kept. */
export class Visitor {
  private kept: Wire | undefined
  private readonly url: URL

  constructor(
    address: string,
    private readonly headers: Record<string, string> = {},
    private readonly keepsConnection = false,
  ) {
    this.url = new URL(address)
  }

  /** As fetch does; throws Failed, and asks nothing twice. The address it asks is always its own. */
  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const wire = this.kept?.isIdle ? this.kept : await Wire.open(this.url)
    if (this.keepsConnection) this.kept = wire
    const headers = {
      ...(this.keepsConnection ? {} : { connection: 'close' }),
      ...this.headers,
      ...(init.headers as Record<string, string> | undefined),
    }
    return wire.ask(path, this.url.host, {
      method: init.method ?? 'GET',
      headers,
      ...(typeof init.body === 'string' ? { body: init.body } : {}),
      ...(init.signal ? { signal: init.signal } : {}),
    })
  }

  leave(): void {
    this.kept?.leave()
  }
}
