import {
  type ConnectionTest,
  type FinishReason,
  ModelError,
  type ModelEvent,
  type ModelInfo,
  type ModelRequest,
  type Provider,
} from '../../src/models/provider.ts'

/** One question to the model, answered step by step by the test. */
export class Ask {
  /** True when the answer was read to its end, failed, or was called off. */
  closed = false
  private readonly steps: (() => ModelEvent[] | undefined)[] = []
  private wake = () => {}

  constructor(
    readonly request: ModelRequest,
    readonly signal: AbortSignal,
    /** The process that asks; empty where the test does not tell them apart. */
    readonly owner: string,
  ) {}

  /** What came together. */
  batch(...events: ModelEvent[]): this {
    return this.step(() => events)
  }

  /** One batch a text. */
  text(...texts: string[]): this {
    for (const text of texts) this.batch({ type: 'text', text })
    return this
  }

  finish(reason: FinishReason = 'stop'): this {
    const usage = { promptTokens: 10, outputTokens: 5, estimated: false }
    return this.batch({ type: 'usage', usage }, { type: 'finish', reason }).step(() => undefined)
  }

  /** Ends without a finish reason, which no provider may do. */
  endEarly(): this {
    return this.step(() => undefined)
  }

  fail(error: unknown = brokeOff()): this {
    return this.step(() => {
      throw error
    })
  }

  async *answer(): AsyncGenerator<ModelEvent[]> {
    const callOff = () => this.wake()
    this.signal.addEventListener('abort', callOff)
    try {
      for (;;) {
        const step = this.steps.shift()
        if (!step) {
          this.signal.throwIfAborted()
          await new Promise<void>((resolve) => {
            this.wake = resolve
          })
          continue
        }
        const events = step()
        if (!events) return
        yield events
      }
    } finally {
      this.closed = true
      this.signal.removeEventListener('abort', callOff)
    }
  }

  private step(step: () => ModelEvent[] | undefined): this {
    this.steps.push(step)
    this.wake()
    return this
  }
}

/** A provider in this process that does what the test says, when it says it. */
export class ScriptedProvider implements Provider {
  readonly name = 'scripted'
  readonly asks: Ask[] = []
  private readonly waiting: ((ask: Ask) => void)[] = []
  private taken = 0

  stream(request: ModelRequest, signal: AbortSignal, owner = ''): AsyncIterable<ModelEvent[]> {
    const ask = new Ask(request, signal, owner)
    this.asks.push(ask)
    const waiting = this.waiting.shift()
    if (waiting) {
      this.taken += 1
      waiting(ask)
    }
    return ask.answer()
  }

  /** The same for one process, whose questions are marked with its name. */
  of(owner: string): Provider {
    return {
      name: this.name,
      stream: (request, signal) => this.stream(request, signal, owner),
      models: () => this.models(),
      defaultModel: () => this.defaultModel(),
      test: (model) => this.test(model),
    }
  }

  /** The next question that no test has taken yet, as soon as it is asked. */
  async asked(): Promise<Ask> {
    const ask = this.asks[this.taken]
    if (!ask) return new Promise((resolve) => this.waiting.push(resolve))
    this.taken += 1
    return ask
  }

  async models(): Promise<ModelInfo[]> {
    return [{ id: 'scripted' }]
  }

  async defaultModel(): Promise<string> {
    return 'default'
  }

  async test(model: string): Promise<ConnectionTest> {
    return { ok: true, model, milliseconds: 1 }
  }
}

export const brokeOff = () => new ModelError('model_broke_off', 'The model broke off.', 'by the script', true)
