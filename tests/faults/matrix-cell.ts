import { BRIEF, KEY } from '../support/app.ts'
import type { Script as ModelScript, ModelServer, SeenRequest } from '../support/model-server.ts'
import { type Close, StreamReader } from '../support/stream-reader.ts'
import { type Moment, type Script, scriptFor } from './matrix-document.ts'
import type { MatrixFault } from './matrix-faults.ts'

export type Transport = 'plain' | 'nginx'

/** One square of the matrix: a run with its readers, a fault, a moment, a way to the reader. */
export class Cell {
  readonly script: Script
  readonly reader: StreamReader
  /** Resolves when the model and the reader stand at the moment. */
  readonly there: Promise<void>
  asks = 0
  private over = false
  private readonly gate = Promise.withResolvers<void>()
  private readonly well = Promise.withResolvers<void>()
  private readonly reached = Promise.withResolvers<void>()

  /** For headers, where a space would do harm. */
  readonly id: string

  constructor(
    readonly fault: MatrixFault,
    readonly moment: Moment,
    readonly transport: Transport,
    /** Where the server is to be found now. */
    private readonly address: () => string,
  ) {
    this.id = this.name.replaceAll(/[^\w-]+/g, '.')
    this.script = scriptFor(moment, fault.heavy === true)
    this.reader = new StreamReader((path, init) => this.ask(path, init))
    this.there = this.reached.promise
  }

  get name(): string {
    return `${this.fault.name}, ${this.moment}, ${this.transport}`
  }

  /** What the model's server says to a request of this cell. */
  answer(request: SeenRequest): ModelScript {
    this.asks += 1
    const { messages } = request.body as { messages: { role: string; content: string }[] }
    const kept = messages.find(({ role }) => role === 'assistant')?.content ?? ''
    if (this.asks === 1) void this.arrive()
    return this.fault.answer(this.asks, {
      script: this.script,
      kept,
      there: this.there,
      done: this.gate.promise,
    })
  }

  /** Lets the model go on. */
  goOn(): void {
    this.gate.resolve()
  }

  /** The fault is over: who was interrupted may go on. */
  heal(): void {
    this.well.resolve()
  }

  /** The run from its POST to its end. Throws where a reader saw what it may not see. */
  async play(): Promise<void> {
    try {
      await this.playOn()
    } finally {
      this.over = true
    }
  }

  private async playOn(): Promise<void> {
    const posted = await this.ask('/api/design/stream', {
      method: 'POST',
      body: JSON.stringify({ ...BRIEF, projectName: this.name }),
      headers: { 'content-type': 'application/json', 'x-request-id': this.id, 'idempotency-key': this.id },
    })
    if (!posted.ok) throw new Error(`POST was answered ${posted.status}`)
    const leaving = this.fault.leaves ? this.there.then(() => this.reader.leave()) : undefined
    let close = await this.reader.follow(posted)
    await leaving
    if (close === 'left') {
      this.goOn()
      close = await this.reader.follow()
    }
    for (; close === 'interrupted'; close = await this.reader.follow()) await this.sayContinue()
    await this.check(close)
  }

  /** A person says Continue as soon as the server takes it. */
  private async sayContinue(): Promise<void> {
    // Not while a full disk takes a few bytes now and then.
    if (this.fault.host === 'full') await this.well.promise
    for (;;) {
      const said = await this.ask(`/api/runs/${this.reader.id}/continue`, { method: 'POST' })
      await said.body?.cancel()
      if (said.ok) return
      if (said.status < 500) throw new Error(`Continue was answered ${said.status}`)
      await Bun.sleep(50)
    }
  }

  private async check(close: Close): Promise<void> {
    const { reader, fault, moment, script } = this
    const expected = fault.trail(moment)
    if (close !== 'ended' || reader.trail.join() !== expected.join())
      throw new Error(`it saw ${reader.trail.join(', ')}; it should have seen ${expected.join(', ')}`)
    const whole = expected.at(-1) === 'done' ? script.whole : ''
    reader.checkWhole(whole)
    if (reader.resets > 0) throw new Error('it was told to start over')
    if (this.asks !== fault.asks(moment))
      throw new Error(`the model was asked ${this.asks} times instead of ${fault.asks(moment)}`)
    // Who comes later reads the same, number for number.
    const late = new StreamReader((path, init) => this.ask(path, init))
    late.id = reader.id
    await late.follow()
    late.checkWhole(whole)
    if (JSON.stringify(late.events) !== JSON.stringify(reader.events))
      throw new Error('who comes later reads something else')
  }

  /** The moment is there when the reader has all that was sent before it. */
  private async arrive(): Promise<void> {
    const before = this.script.before.join('')
    while (!this.over && (this.reader.text !== before || this.reader.last === 0)) await Bun.sleep(5)
    this.reached.resolve()
  }

  private ask(path: string, init: RequestInit): Promise<Response> {
    return fetch(`${this.address()}${path}`, {
      ...init,
      headers: { 'x-streaming-proxy-key': KEY, ...init.headers },
    })
  }
}

/** Has the model's server answer each request as its cell says. */
export function direct(model: ModelServer, cells: Cell[]): void {
  const byId = new Map(cells.map((cell) => [cell.id, cell]))
  model.otherwise((request) => {
    const cell = byId.get(request.headers['x-request-id'] ?? '')
    if (!cell) throw new Error('the model was asked by nobody')
    return cell.answer(request)
  })
}
