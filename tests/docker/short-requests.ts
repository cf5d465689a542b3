import { Visitor } from './wire.ts'

/** A start that was answered; sent again, it has to find the same run. */
export interface Start {
  key: string
  body: string
  id: string
}

const PAUSE_MS = 100
/** As many of each: on a connection that is kept, and on a new one a request. */
const CLIENTS = 3

/** Short requests of every kind, one after the other without end; each that is not answered as it should be is counted. */
export class ShortRequests {
  answered = 0
  readonly refused: string[] = []
  private isOver = false
  private asset = ''
  private readonly starts: Start[] = []

  constructor(private readonly options: { address: string; key: string; cookie: string }) {}

  remember(start: Start): void {
    this.starts.push(start)
    if (this.starts.length > 50) this.starts.shift()
  }

  stop(): void {
    this.isOver = true
  }

  async start(): Promise<void> {
    const clients = Array.from({ length: 2 * CLIENTS }, (_, at) => this.ask(at % 2 === 0, at))
    await Promise.all(clients)
  }

  private async ask(keepsConnection: boolean, first: number): Promise<void> {
    const { address, key, cookie } = this.options
    const visitor = new Visitor(address, {}, keepsConnection)
    const kinds: [name: string, ask: () => Promise<Response>][] = [
      ['GET /livez', () => visitor.fetch('/livez')],
      ['GET /', () => visitor.fetch('/', { headers: { cookie, accept: 'text/html' } })],
      ['GET an asset', () => visitor.fetch(this.asset || '/livez')],
      ['GET /api/runs', () => visitor.fetch('/api/runs', { headers: { 'x-streaming-proxy-key': key } })],
      ['GET /health', () => visitor.fetch('/health')],
      ['POST a start again', () => this.startAgain(visitor)],
    ]
    for (let turn = first; !this.isOver; turn += 1) {
      const [name, ask] = kinds[turn % kinds.length] ?? ['', () => visitor.fetch('/livez')]
      try {
        const answer = await ask()
        const text = await answer.text()
        if (answer.status !== 200) throw new Error(`answered with ${answer.status}: ${text.slice(0, 200)}`)
        if (name === 'GET /') this.asset = /"(\/assets\/[^"]+)"/.exec(text)?.[1] ?? this.asset
        this.answered += 1
      } catch (error) {
        const how = keepsConnection ? 'kept' : 'new'
        const time = new Date().toISOString().slice(11, 23)
        this.refused.push(
          `${time} ${name} (${how} connection): ${error instanceof Error ? error.message : error}`,
        )
      }
      await Bun.sleep(PAUSE_MS)
    }
    visitor.leave()
  }

  private async startAgain(visitor: Visitor): Promise<Response> {
    const start = this.starts[Math.floor(Math.random() * this.starts.length)]
    if (!start) return visitor.fetch('/livez')
    const answer = await visitor.fetch('/api/design/stream', {
      method: 'POST',
      body: start.body,
      headers: {
        'content-type': 'application/json',
        'x-streaming-proxy-key': this.options.key,
        'idempotency-key': start.key,
      },
    })
    const location = answer.headers.get('location') ?? ''
    if (answer.ok && !location.endsWith(start.id))
      throw new Error(`${start.key} was started a second time, as ${location}`)
    return answer
  }
}
