import { Blocks } from '../markdown/blocks.ts'
import { type FinishReason, type Message, ModelError, type Provider, type Usage } from '../models/provider.ts'
import { addUsage, estimateTokens, estimateUsage, NO_USAGE } from '../models/usage.ts'
import type { Seat } from './admission.ts'
import { isModelAskedAgain } from './allowance.ts'
import { Answer } from './answer.ts'
import { applyEvent, type RunState } from './fold.ts'
import { type EventDraft, JournalTaken, type JournalWriter, StorageError } from './journal.ts'
import type { Meter, Tab } from './meter.ts'
import { Remarks } from './remarks.ts'
import type { ContinueCause, End, EndType, Notice, Order, Pause, Run } from './run.ts'
import { CONTINUED, CUTS, type Cut, left, queued, STARTED, storagePause, UNFORESEEN } from './run-messages.ts'
import { type Stage, stageOf } from './stage.ts'

export interface LiveRunLimits {
  autoContinue: number
  lengthContinues: number
  /** UTF-16 code units. */
  documentChars: number
  /** What a run may cost in all, thinking and repeated text included; an estimate. */
  tokens: number
}

/** How a live run came to rest in this process. */
export type Rest =
  /** `fault`: why the model refused, where it did. */
  | { kind: 'ended'; type: EndType; fault?: ModelError }
  /** `crash`: what went wrong that nobody foresaw. */
  | { kind: 'paused'; pause: Pause; fault?: ModelError | StorageError; crash?: unknown }
  /** The process ends, or another has taken the run over; that one goes on. */
  | { kind: 'left' }

/** Reasons to abort with. All but LEAVE end the run. */
export const STOP = Symbol('stop')
export const LEAVE = Symbol('leave')
export const OVERTIME = Symbol('overtime')
export const ABANDON = Symbol('abandon')
export const CAP = Symbol('cap')
export const FORGET = Symbol('forget')

const CUT_BY = new Map<unknown, Cut>([
  [STOP, 'stopped'],
  [OVERTIME, 'too_much_time'],
  [ABANDON, 'abandoned'],
  [CAP, 'price_cap'],
  [FORGET, 'deleted'],
])

/** Monotonic milliseconds. */
export type Clock = () => number

export interface LiveRunParts {
  provider: Provider
  limits: LiveRunLimits
  clock: Clock
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Counts what runs take; without it nothing is capped by it. */
  meter?: Meter
  /** Told when a run that waited has its turn. */
  began?(run: Run): void
  /** Told of a rule of the linter that threw. */
  lintFailed?(run: Run, error: unknown): void
}

export interface Beginning {
  /** Its right to ask the model; without it the run is made only to be stopped. */
  seat?: Seat
  /** Why it goes on; absent for one that was never written. */
  cause?: ContinueCause
}

type Outcome = FinishReason | Cut

/** One run while this process writes it: asks the model, and puts what comes into the journal, until it rests. */
export class LiveRun {
  readonly abort = new AbortController()
  /** Settles when the run has come to rest. */
  readonly rest: Promise<Rest>
  firstTokenMs: number | undefined
  /** Since when this process has it, by the clock. */
  readonly heldSince: number
  private readonly stage: Stage
  private usage: Usage
  private readonly tab: Tab | undefined
  /** What is coming in. */
  private answer: Answer | undefined
  /** Bytes that the model has sent for this run, as far as this process knows. */
  private bytes: number
  private startedAt: number
  /** Of the answer that comes in. */
  private remarks: Remarks | undefined

  constructor(
    readonly state: RunState,
    private readonly order: Order,
    private readonly writer: JournalWriter,
    private readonly parts: LiveRunParts,
    private readonly beginning: Beginning,
  ) {
    this.stage = stageOf(order)
    this.usage = state.usage
    this.startedAt = parts.clock()
    this.heldSince = this.startedAt
    this.bytes = Buffer.byteLength(state.text)
    this.tab = parts.meter?.open(state.run, order, state.usage, () => this.halt())
    writer.taken.addEventListener('abort', () => this.abort.abort(LEAVE))
    // A moment later, so that a run which is made only to be stopped asks no model.
    this.rest = Promise.resolve()
      .then(() => this.conduct())
      .finally(() => beginning.seat?.leave())
  }

  /** Whether it waits for its turn. */
  get isWaiting(): boolean {
    return (this.beginning.seat?.place ?? 0) > 0
  }

  /** Milliseconds for which the model has been writing it in this process; waiting for its turn does not count. */
  get writtenForMs(): number {
    return this.isWaiting ? 0 : this.parts.clock() - this.startedAt
  }

  /** Keeps what it took, once it rests. Throws StorageError. */
  async keepCost(): Promise<void> {
    await this.tab?.keep({ ...this.state, usage: this.usage })
  }

  /** Lets go of the journal once the run has come to rest; resolves when all of it is on the disk. */
  close(): Promise<void> {
    this.tab?.close()
    return this.writer.close()
  }

  private async conduct(): Promise<Rest> {
    try {
      const cut = await this.waitTurn().catch((error: unknown) => this.calledOff(error))
      this.countLost()
      if (cut) return await this.finish(cut)
      let { cause } = this.beginning
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

  /** Waits until it may ask the model, and tells readers its place meanwhile. Throws the reason to abort. */
  private async waitTurn(): Promise<undefined> {
    const { seat, cause } = this.beginning
    const { signal } = this.abort
    const { state, writer, parts } = this
    const { isWaiting } = this
    let told = 0
    try {
      while (seat && seat.place > 0) {
        const { place } = seat
        if (place !== told) await this.append([{ type: 'notice', data: queued(place, cause) }])
        told = place
        await seat.moved(place, signal)
      }
      signal.throwIfAborted()
    } catch (error) {
      // The next process need not wait until this one, which may drain for long, is gone.
      if (error === LEAVE && isWaiting)
        await writer.append([{ type: 'notice', data: left(Math.max(1, told), cause) }]).catch(() => {})
      throw error
    }
    if (state.run.status !== 'queued') return
    this.startedAt = parts.clock()
    if (!cause) await this.append([{ type: 'notice', data: STARTED }])
    parts.began?.({ ...state.run, status: 'asking' })
  }

  /** Why the run was called off, where that ends it. Throws LEAVE, or the error where it was not called off. */
  private calledOff(error: unknown): Cut {
    const { signal } = this.abort
    if (!signal.aborted) throw error
    const cut = CUT_BY.get(signal.reason)
    if (!cut) throw LEAVE
    return cut
  }

  /** Turns what `ask` threw into an outcome; what the model has no part in goes further up. */
  private fault(error: unknown): ModelError | Cut {
    if (error instanceof ModelError && !this.abort.signal.aborted) return error
    return this.calledOff(error)
  }

  /** Another run of its project has reached the cap that both share. An answer that is whole stays whole. */
  private halt(): void {
    if (!this.answer?.finish) this.abort.abort(CAP)
  }

  /** Whether it may go on, by what it has taken: `more` is what the answer that comes in has cost until now. */
  private isWithinCap(more: Usage): boolean {
    return this.tab?.take(this.state.run.model, addUsage(this.usage, more)) ?? true
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
    const { usage } = this
    const keep = this.keep(cause)
    const notice: Notice = { kind: 'continued', message: CONTINUED[cause], keep, cause, usage }
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
  private async ask(): Promise<Outcome> {
    const { signal } = this.abort
    const { requestId, temperature, temperatureIsWish, maxOutputTokens } = this.order
    const { text, run } = this.state
    const { limits } = this.parts
    signal.throwIfAborted()
    if (run.model === '') run.model = await this.parts.provider.defaultModel(signal)
    const messages = text === '' ? this.stage.messages() : this.stage.continueMessages(text)
    const wishes = { temperature, temperatureIsWish, maxOutputTokens }
    const request = { model: run.model, messages, requestId, ...wishes }
    const prompt = estimateUsage(messages, 0)
    // What would pass the cap by being asked is not asked.
    if (this.tab?.mayAsk(run.model, addUsage(this.usage, prompt)) === false) return 'price_cap'
    const answer = new Answer(text)
    const remarks = this.openRemarks()
    this.answer = answer
    const asking = new AbortController()
    const { provider } = this.parts
    try {
      for await (const batch of provider.stream(request, AbortSignal.any([signal, asking.signal]))) {
        await this.append(remarks.beside(answer.take(batch)))
        if (this.state.text.length > limits.documentChars) return 'document_too_long'
        // An answer that is whole stays whole.
        if (!answer.finish && estimateTokens(this.bytes + answer.bytes) > limits.tokens)
          return 'too_many_tokens'
        if (!answer.finish && !this.isWithinCap(answer.usage(prompt))) return 'price_cap'
      }
    } finally {
      asking.abort()
      this.bytes += answer.bytes
      this.count(answer, messages)
      this.answer = undefined
      this.isWithinCap(NO_USAGE)
      await this.append(remarks.beside(answer.end()))
    }
    return answer.outcome
  }

  /** Each answer has its own: the text that it goes on with may have been cut. */
  private openRemarks(): Remarks {
    const { text, findings, run } = this.state
    const failed = (error: unknown) => this.parts.lintFailed?.(run, error)
    this.remarks = new Remarks(this.stage.lint?.(), text, findings, failed)
    return this.remarks
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
    if (refused && this.state.text === '') {
      const rest = await this.end('failed', { code: error.code, message: error.message })
      return { ...rest, fault: error }
    }
    if (!refused && isModelAskedAgain(this.state, this.parts.limits.autoContinue)) return undefined
    return this.pause({ code: error.code, message: error.message }, error)
  }

  private async finish(outcome: Outcome): Promise<Rest> {
    switch (outcome) {
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
        if (this.state.text.trim() !== '') {
          await this.append(this.remarks?.end() ?? [])
          return this.end('done', { finishReason: 'stop' })
        }
        return this.end('failed', { code: 'model_empty', message: 'The model answered with nothing.' })
      case 'price_cap':
        return this.end('stopped', {
          ...CUTS.price_cap,
          ...(this.tab?.reached && { message: this.tab.reached }),
        })
      default:
        return this.end('stopped', CUTS[outcome])
    }
  }

  private async end(type: EndType, more: Partial<End>): Promise<Rest & { kind: 'ended' }> {
    const { text, run } = this.state
    const firstTokenMs = this.firstTokenMs === undefined ? undefined : Math.round(this.firstTokenMs)
    const data: End = {
      run: { ...run, status: type },
      ...(text === '' ? {} : this.stage.parse(text)),
      usage: this.usage,
      endedAt: new Date(this.parts.now()).toISOString(),
      firstTokenMs,
      ...more,
    }
    await this.append([{ type, data }])
    return { kind: 'ended', type }
  }

  private async pause(pause: Pause, fault?: ModelError | StorageError): Promise<Rest> {
    await this.writer.pause({ ...pause, usage: this.usage })
    return { kind: 'paused', pause, fault }
  }

  /** An answer that was called off or cut has no report of its own, and is paid for all the same. */
  private count(answer: Answer, messages: Message[]): void {
    const { usages, bytes } = answer
    if (usages.length === 0 && bytes > 0) usages.push(estimateUsage(messages, bytes))
    for (const usage of usages) this.usage = addUsage(this.usage, usage)
  }

  /** The answer that was coming in when the process before this one died. */
  private countLost(): void {
    const { uncounted } = this.state
    if (uncounted === 0) return
    const lost = estimateUsage(this.stage.messages(), uncounted)
    this.usage = addUsage(this.usage, lost)
    this.state.uncounted = 0
  }
}
