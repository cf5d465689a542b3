import { Blocks } from '../markdown/blocks.ts'
import { type FinishReason, ModelError, type Provider, type Usage } from '../models/provider.ts'
import { applyEvent, type RunState } from './fold.ts'
import { type EventDraft, JournalTaken, type JournalWriter, StorageError } from './journal.ts'
import type { ContinueCause, End, EndType, Notice, Order, Pause } from './run.ts'
import { Seam } from './seam.ts'
import { STAGES, type Stage } from './stage.ts'
import { WholeCharacters } from './surrogate.ts'

export interface LiveRunLimits {
  autoContinue: number
  lengthContinues: number
  /** UTF-16 code units. */
  documentChars: number
}

/** How a live run came to rest in this process. */
export type Rest =
  | { kind: 'ended'; type: EndType }
  /** `crash`: what went wrong that nobody foresaw. */
  | { kind: 'paused'; pause: Pause; fault?: ModelError | StorageError; crash?: unknown }
  /** The process ends, or another has taken the run over; that one goes on. */
  | { kind: 'left' }

/** Reasons to abort with. */
export const STOP = Symbol('stop')
export const LEAVE = Symbol('leave')

/** Monotonic milliseconds. */
export type Clock = () => number

export interface LiveRunParts {
  provider: Provider
  limits: LiveRunLimits
  clock: Clock
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

const CONTINUED: Record<ContinueCause, string> = {
  length: 'The model reached its limit for one answer and goes on.',
  model: 'The model broke off and was asked to go on.',
  process: 'The server was restarted and goes on.',
  person: 'Going on where it stopped.',
}

const UNFORESEEN: Pause = {
  code: 'internal_error',
  message: 'Something went wrong on the server. What was written until now is kept.',
}

const NO_USAGE: Usage = { promptTokens: 0, outputTokens: 0, estimated: false }

/** One run while this process writes it: asks the model, and puts what comes into the journal, until it rests. */
export class LiveRun {
  readonly abort = new AbortController()
  /** Settles when the run has come to rest. */
  readonly rest: Promise<Rest>
  firstTokenMs: number | undefined
  private readonly stage: Stage
  private usage: Usage = { ...NO_USAGE }
  private readonly startedAt: number

  constructor(
    readonly state: RunState,
    private readonly order: Order,
    private readonly writer: JournalWriter,
    private readonly parts: LiveRunParts,
    cause?: ContinueCause,
  ) {
    this.stage = STAGES[order.stage]
    this.startedAt = parts.clock()
    writer.taken.addEventListener('abort', () => this.abort.abort(LEAVE))
    // A moment later, so that a run which is made only to be stopped asks no model.
    this.rest = Promise.resolve().then(() => this.conduct(cause))
  }

  /** Lets go of the journal once the run has come to rest; resolves when all of it is on the disk. */
  close(): Promise<void> {
    return this.writer.close()
  }

  private async conduct(first?: ContinueCause): Promise<Rest> {
    try {
      let cause = first
      for (;;) {
        if (cause) await this.goOn(cause)
        const outcome = await this.ask().catch((error: unknown) => this.fault(error))
        if (outcome instanceof ModelError) {
          const rest = await this.restAfter(outcome)
          if (rest) return rest
          cause = 'model'
        } else if (outcome === 'length' && this.mayGetLonger()) {
          cause = 'length'
        } else {
          return await this.finish(outcome)
        }
      }
    } catch (error) {
      return await this.cutOff(error)
    }
  }

  /** Turns what `ask` threw into an outcome; what the model has no part in goes further up. */
  private fault(error: unknown): ModelError | 'stopped' {
    const { signal } = this.abort
    if (signal.aborted && signal.reason === STOP) return 'stopped'
    if (signal.aborted) throw LEAVE
    if (error instanceof ModelError) return error
    throw error
  }

  /** An answer that brought nothing before its limit would bring nothing the next time. */
  private mayGetLonger(): boolean {
    const { text, lastKeep, lengthContinues } = this.state
    return lengthContinues < this.parts.limits.lengthContinues && text.length > lastKeep
  }

  /** Brings a run to rest that cannot be written any more, or whose writing this program got wrong. */
  private async cutOff(error: unknown): Promise<Rest> {
    this.abort.abort(LEAVE)
    if (error === LEAVE || error instanceof JournalTaken) return { kind: 'left' }
    const fault = error instanceof StorageError ? error : undefined
    const pause = fault ? storagePause(fault) : UNFORESEEN
    try {
      await this.writer.pause(pause)
    } catch (second) {
      if (second instanceof JournalTaken) return { kind: 'left' }
      if (!(second instanceof StorageError)) throw second
      return { kind: 'paused', pause, fault: second }
    }
    return { kind: 'paused', pause, fault, crash: fault ? undefined : error }
  }

  private async goOn(cause: ContinueCause): Promise<void> {
    const notice: Notice = { kind: 'continued', message: CONTINUED[cause], keep: this.keep(cause), cause }
    await this.append([{ type: 'notice', data: notice }])
  }

  /** Where the text is cut before it goes on: behind the last whole block. */
  private keep(cause: ContinueCause): number {
    const { text, lastKeep } = this.state
    const blocks = new Blocks()
    blocks.push(text)
    if (cause !== 'length' || blocks.closedEnd > lastKeep) return blocks.closedEnd
    // One block longer than an answer: cutting it back to its start would never get to its end.
    const line = text.lastIndexOf('\n') + 1
    return line > lastKeep ? line : text.length
  }

  /** One question to the model. Resolves to its finish reason; throws a ModelError, StorageError, STOP or LEAVE. */
  private async ask(): Promise<FinishReason | 'too_long'> {
    const { signal } = this.abort
    const { input, requestId, temperature, maxOutputTokens } = this.order
    const { text, run } = this.state
    signal.throwIfAborted()
    if (run.model === '') run.model = await this.parts.provider.defaultModel(signal)
    const messages = text === '' ? this.stage.messages(input) : this.stage.continueMessages(input, text)
    const request = { model: run.model, messages, requestId, temperature, maxOutputTokens }
    const seam = new Seam(text)
    const characters = new WholeCharacters()
    let finish: FinishReason | undefined
    const asking = new AbortController()
    try {
      for await (const batch of this.parts.provider.stream(
        request,
        AbortSignal.any([signal, asking.signal]),
      )) {
        const drafts: EventDraft[] = []
        let fresh = ''
        for (const event of batch) {
          if (event.type === 'text') fresh += seam.push(event.text)
          else if (event.type === 'retrying')
            drafts.push({ type: 'notice', data: retrying(event.attempt, event.waitMs) })
          else if (event.type === 'usage') this.addUsage(event.usage)
          else if (event.type === 'finish') finish = event.reason
        }
        await this.append([...drafts, ...token(characters.push(fresh))])
        if (this.state.text.length > this.parts.limits.documentChars) return 'too_long'
      }
    } finally {
      asking.abort()
      await this.append(token(characters.push(seam.end()) + characters.end()))
    }
    if (seam.startedOver)
      throw new ModelError(
        'model_broke_off',
        'The model began the document anew instead of going on.',
        'The answer repeated the start of the text and never came past its end.',
        true,
      )
    if (!finish)
      throw new ModelError(
        'model_broke_off',
        'The model broke off.',
        'The answer ended without a finish reason.',
        true,
      )
    return finish
  }

  private async append(drafts: EventDraft[]): Promise<void> {
    if (drafts.length === 0) return
    if (this.abort.signal.reason === LEAVE) throw LEAVE
    await this.writer.append(drafts)
    const before = this.state.tokens
    for (const { type, data } of drafts) applyEvent(this.state, type, data)
    if (before === 0 && this.state.tokens > 0) this.firstTokenMs = this.parts.clock() - this.startedAt
  }

  /** What a broken-off answer leads to; nothing when the model is to be asked again. */
  private async restAfter(error: ModelError): Promise<Rest | undefined> {
    const refused = !['model_broke_off', 'model_silent', 'model_stalled'].includes(error.code)
    if (refused && this.state.text === '')
      return this.end('failed', { code: error.code, message: error.message })
    if (!refused && this.state.autoContinues < this.parts.limits.autoContinue) return undefined
    return this.pause({ code: error.code, message: error.message }, error)
  }

  private async finish(outcome: FinishReason | 'stopped' | 'too_long'): Promise<Rest> {
    switch (outcome) {
      case 'stopped':
        return this.end('stopped', {})
      case 'too_long':
        return this.end('stopped', {
          code: 'document_too_long',
          message: 'The document grew past the limit set by the operator and was stopped there.',
        })
      case 'length':
        return this.pause({
          code: 'model_length',
          message:
            'The model reached its limit without coming to an end. What there is is kept; Continue asks it once more.',
        })
      case 'filter':
        return this.end('failed', {
          finishReason: 'filter',
          code: 'model_filtered',
          message: "The model's server withheld the rest of the answer.",
        })
      case 'stop':
        if (this.state.text.trim() !== '') return this.end('done', { finishReason: 'stop' })
        return this.end('failed', { code: 'model_empty', message: 'The model answered with nothing.' })
    }
  }

  private async end(type: EndType, more: Partial<End>): Promise<Rest> {
    const { text, run } = this.state
    const design = text === '' ? undefined : this.stage.parse(text)
    const firstTokenMs = this.firstTokenMs === undefined ? undefined : Math.round(this.firstTokenMs)
    const data: End = {
      run: { ...run, status: type },
      design,
      usage: this.usage,
      endedAt: new Date(this.parts.now()).toISOString(),
      firstTokenMs,
      ...more,
    }
    await this.append([{ type, data }])
    return { kind: 'ended', type }
  }

  private async pause(pause: Pause, fault?: ModelError | StorageError): Promise<Rest> {
    await this.writer.pause(pause)
    return { kind: 'paused', pause, fault }
  }

  private addUsage(usage: Usage): void {
    this.usage.promptTokens += usage.promptTokens
    this.usage.outputTokens += usage.outputTokens
    this.usage.estimated ||= usage.estimated
  }
}

const token = (content: string): EventDraft[] =>
  content === '' ? [] : [{ type: 'token', data: { content } }]

function retrying(attempt: number, waitMs: number): Notice {
  const seconds = Math.max(1, Math.round(waitMs / 1000))
  return {
    kind: 'retrying',
    attempt,
    waitMs,
    message: `The model's server did not take the request; trying again in ${seconds} s.`,
  }
}

function storagePause(error: StorageError): Pause {
  const why =
    error.code === 'storage_full' ? "The server's disk is full" : "The server's disk cannot be written"
  return {
    code: error.code,
    message: `${why}. What was written until now is kept; it can go on when there is room again.`,
  }
}
