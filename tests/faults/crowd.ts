import { BRIEF, KEY } from '../support/app.ts'
import type { Script, SeenRequest } from '../support/model-server.ts'
import { between, pick } from '../support/random.ts'
import { LawBroken } from '../support/reading.ts'
import { StreamReader } from '../support/stream-reader.ts'

export interface CrowdOptions {
  random: () => number
  /** The server that is to be asked now. */
  address(): string
  /** Runs at once. */
  runs: number
  /** Tokens of a document, least and most; one each `paceMs`. */
  tokens: [least: number, most: number]
  paceMs: number
}

interface Order {
  name: string
  whole: string
  asks: SeenRequest[]
}

const WORDS = [
  'water',
  'plant',
  'diary',
  'remind',
  'evening',
  'sunlight',
  'Geräte',
  '植物',
  'leaf 🌱',
  '`code`',
]

/** A document without a line that comes twice, so that what was doubled shows. */
function writeDocument(random: () => number, name: string, tokens: number): string {
  let text = `# ${name}\n\n`
  for (let line = 1; text.length < tokens * 8; line += 1) {
    const words = Array.from({ length: between(random, 3, 9) }, () => pick(random, WORDS)).join(' ')
    const kind = random()
    if (kind < 0.15) text += `## Part ${line} ${words}\n\n`
    else if (kind < 0.45) text += `- R-${line} ${words}\n${random() < 0.3 ? '\n' : ''}`
    else if (kind < 0.6) text += `\n\`\`\`ts\nconst line${line} = '${words}'\n\n${line}\n\`\`\`\n\n`
    else text += `Line ${line} of ${words}.${random() < 0.6 ? '\n\n' : ' '}`
  }
  return text
}

/** The rest of the document in pieces cut anywhere, inside characters too. */
function piecesOf(random: () => number, text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = between(random, 1, 15)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}

/**
 * People who have documents written one after the other, two readers each: who has asked and reads the answer to its
 * end, and one who comes and goes. Everything that a reader may rely on is checked for every document.
 */
export class Crowd {
  documents = 0
  events = 0
  continued = 0
  /** Connections that closed without an end. */
  lost = 0
  /** The same of those who had asked. */
  cutShort = 0
  /** Starts that were answered with a refusal. */
  refused = 0
  /** Starts that had to be sent again, since nobody answered. */
  startedAgain = 0
  interrupted = 0
  private readonly orders = new Map<string, Order>()
  private over = false
  private fault: unknown
  private count = 0

  constructor(private readonly options: CrowdOptions) {}

  /** What the model's server says: the document from where the request leaves off. */
  readonly answer = (request: SeenRequest): Script => {
    const { random, paceMs } = this.options
    const order = this.orders.get(request.headers['x-request-id'] ?? '')
    if (!order) return { status: 400 }
    order.asks.push(request)
    const { messages } = request.body as { messages: { role: string; content: string }[] }
    const kept = messages.find(({ role }) => role === 'assistant')?.content ?? ''
    if (!order.whole.startsWith(kept))
      this.fault ??= new LawBroken(`${order.name}: the model was told a text that is not its own`)
    return { deltas: piecesOf(random, order.whole.slice(kept.length)), paceMs }
  }

  /** Begins; `end` waits for the documents that are being written. Either throws what was broken. */
  private working: Promise<unknown> = Promise.resolve()
  start(): void {
    const people = Array.from({ length: this.options.runs }, () => this.keepAsking())
    this.working = Promise.all(people)
  }

  /** Throws what has been found wrong until now. */
  check(): void {
    if (this.fault) throw this.fault
  }

  async end(): Promise<void> {
    this.over = true
    await this.working
    this.check()
  }

  private async keepAsking(): Promise<void> {
    while (!this.over && !this.fault) {
      try {
        await this.haveWritten()
      } catch (error) {
        this.fault ??= error
      }
    }
  }

  private async haveWritten(): Promise<void> {
    const { random, tokens } = this.options
    this.count += 1
    const name = `doc-${this.count}`
    const order: Order = { name, whole: writeDocument(random, name, between(random, ...tokens)), asks: [] }
    this.orders.set(name, order)
    const { id, answer } = await this.ask(name)
    const first = new StreamReader(this.fetch)
    first.id = id
    const second = new StreamReader(this.fetch)
    second.id = id
    const reading = { over: false }
    const guest = this.comeAndGo(second, reading)
    await this.readToEnd(first, answer)
    reading.over = true
    await guest
    this.judge(order, first, second)
    this.orders.delete(name)
  }

  /** Sent again with the same key for as long as nobody answers. */
  private async ask(name: string): Promise<{ id: string; answer: Response }> {
    for (;;) {
      try {
        const answer = await this.fetch('/api/design/stream', {
          method: 'POST',
          body: JSON.stringify({ ...BRIEF, projectName: name }),
          headers: { 'content-type': 'application/json', 'x-request-id': name, 'idempotency-key': name },
        })
        const id = /^\/api\/runs\/(\w+)$/.exec(answer.headers.get('location') ?? '')?.[1]
        if (answer.ok && id) return { id, answer }
        this.refused += 1
        if (answer.status < 500) throw new LawBroken(`${name} was refused with ${answer.status}`)
        await answer.body?.cancel()
      } catch (error) {
        if (error instanceof LawBroken) throw error
        this.startedAgain += 1
      }
      await Bun.sleep(50)
    }
  }

  private async readToEnd(reader: StreamReader, answer?: Response): Promise<void> {
    let close = await reader.follow(answer)
    if (answer && reader.trail.includes('lost')) this.cutShort += 1
    for (; close === 'interrupted'; close = await reader.follow()) {
      this.interrupted += 1
      await this.fetch(`/api/runs/${reader.id}/continue`, { method: 'POST' }).catch(() => {})
    }
  }

  private async comeAndGo(reader: StreamReader, reading: { over: boolean }): Promise<void> {
    const { random } = this.options
    while (!reading.over && reader.end === undefined) {
      await Bun.sleep(between(random, 0, 300))
      const leaving = setTimeout(() => reader.leave(), between(random, 100, 2500))
      await reader.follow()
      clearTimeout(leaving)
    }
    await this.readToEnd(reader)
  }

  private judge({ name, whole, asks }: Order, ...readers: StreamReader[]): void {
    for (const reader of readers) {
      try {
        reader.checkWhole(whole)
        if (reader.end !== 'done') throw new LawBroken(`it ended with ${reader.end}`)
        if (reader.resets > 0) throw new LawBroken('it was told to start over')
      } catch (error) {
        throw new LawBroken(`${name} (${reader.id}): ${String(error)}; it saw ${reader.trail.join(', ')}`)
      }
      this.lost += reader.trail.filter((what) => what === 'lost').length
    }
    const [first, second] = readers
    if (JSON.stringify(first?.events) !== JSON.stringify(second?.events))
      throw new LawBroken(`${name}: two readers have read different events`)
    const continued = first?.events.filter(({ data }) => data.kind === 'continued').length ?? 0
    if (asks.length > continued + 1)
      throw new LawBroken(`${name}: paid ${asks.length} times for ${continued} continuations`)
    this.documents += 1
    this.events += first?.events.length ?? 0
    this.continued += continued
  }

  /** One connection a request: who asks again asks the server of that moment. */
  private readonly fetch = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${this.options.address()}${path}`, {
      ...init,
      keepalive: false,
      headers: { 'x-streaming-proxy-key': KEY, ...init.headers },
    })
}
