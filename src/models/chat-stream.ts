import { type ChatChunk, readChunk, worse } from './chat-chunk.ts'
import { EventLines } from './event-lines.ts'
import { lateRefusal, modelError, webPage } from './model-errors.ts'
import type { FinishReason, ModelError, ModelEvent, Usage } from './provider.ts'
import { ThinkTags } from './think-tags.ts'

const LONGEST_JSON = 16 * 1024 * 1024

/**
 * Reads the body of one answer to a chat completion: an event stream, or the one JSON object of a server that does not stream.
 *
 * What cannot be read never makes a broken answer look whole, and never swallows text in silence:
 * - comments, the fields of an event stream other than data, empty data, events that are named as a keep-alive, and objects without
 *   choices (pings, reports) hold no text and are skipped;
 * - anything else (a line that is no field, data that is no object, choices in another shape, cut JSON, junk run into it) may be what
 *   is left of a chunk, and of text in it: the answer has broken off there.
 */
export class ChatStream {
  /** Set when the answer has broken off; what came before it has been handed out. */
  failure: ModelError | undefined
  finish: FinishReason | 'broken' | undefined
  /** What the server reported; the last report counts. */
  usage: Usage | undefined
  /** The server said [DONE]. */
  done = false
  /** Whether a token has come, of text or of reasoning. */
  begun = false
  /** How often tokens have come: comments, empty deltas and reports do not count. */
  signs = 0
  /** Text and reasoning so far, UTF-8. */
  outputBytes = 0

  private kind: 'unknown' | 'events' | 'json'
  private json = ''
  private readonly web: boolean
  private readonly decoder = new TextDecoder()
  private readonly lines = new EventLines({
    event: (data, name) => this.event(data, name),
    skipped: (line) => {
      if (BURIED.test(line)) this.breakOff()
    },
    foreign: () => this.breakOff(),
    overflow: () => this.breakOff(),
  })
  private readonly tags = new ThinkTags()
  private batch: ModelEvent[] = []

  constructor(contentType: string | null) {
    this.kind = contentType?.includes('text/event-stream') ? 'events' : 'unknown'
    this.web = contentType?.includes('text/html') ?? false
  }

  /** The finish reason of an answer that came to its end. */
  get whole(): FinishReason | undefined {
    return this.failure || this.finish === 'broken' ? undefined : this.finish
  }

  /** What came together; may be empty. */
  push(bytes: Uint8Array): ModelEvent[] {
    this.read(this.decoder.decode(bytes, { stream: true }))
    return this.take()
  }

  /** The body has ended by itself. */
  end(): ModelEvent[] {
    this.read(this.decoder.decode())
    if (this.kind === 'events') this.lines.end()
    else this.readWhole()
    return this.rest()
  }

  /** The body has ended in whatever way: text that may have been the beginning of a tag is none. */
  rest(): ModelEvent[] {
    this.add(this.tags.end())
    if (!this.finish || this.finish === 'broken') this.breakOff()
    return this.take()
  }

  private read(text: string): void {
    if (this.kind === 'unknown') {
      // Blanks before the answer are a keep-alive; a byte order mark counts as one here.
      const first = text.trimStart()[0]
      if (first === undefined) return
      this.kind = first === '{' || first === '<' ? 'json' : 'events'
    }
    if (this.kind === 'events') this.lines.push(text)
    else if (this.json.length + text.length > LONGEST_JSON) this.breakOff()
    else this.json += text
  }

  private readWhole(): void {
    if (this.failure) return
    const whole = this.json.trim()
    if (whole.startsWith('<')) this.failure = webPage()
    else if (whole !== '') this.chunk(parse(whole))
  }

  private event(data: string, name: string): void {
    if (this.failure || this.done) return
    const text = data.trim()
    if (text === '[DONE]') this.done = true
    else if (name === 'error') this.error(readChunk(parse(text)).error)
    else if (text !== '' && (text.includes('{') || !KEEP_ALIVE.test(name))) this.object(text)
  }

  private object(text: string): void {
    const value = parse(text)
    // Some servers set their events off by one line end instead of two.
    const values =
      value === undefined
        ? text
            .split('\n')
            .filter((line) => line !== '[DONE]')
            .map(parse)
        : [value]
    for (const each of values) this.chunk(each)
  }

  private chunk(value: unknown): void {
    if (this.failure) return
    const chunk = readChunk(value)
    if (chunk.unreadable) this.breakOff()
    else if (chunk.error !== undefined) this.error(chunk.error)
    else {
      this.usage = chunk.usage ?? this.usage
      this.say(chunk)
      this.finish = worse(this.finish, chunk.finish)
    }
  }

  private say({ text, reasoning }: ChatChunk): void {
    if (text === '' && reasoning === '') return
    this.begun = true
    this.signs += 1
    if (reasoning !== '') {
      this.tags.trust()
      this.add({ text: '', reasoning })
    }
    if (text !== '') this.add(this.tags.push(text))
  }

  private add({ text, reasoning }: { text: string; reasoning: string }): void {
    if (reasoning !== '') this.append('reasoning', reasoning)
    if (text !== '') this.append('text', text)
  }

  private append(type: 'text' | 'reasoning', text: string): void {
    this.outputBytes += Buffer.byteLength(text)
    const last = this.batch.at(-1)
    if (last?.type === type) last.text += text
    else this.batch.push({ type, text })
  }

  private error(error: unknown): void {
    // With its finish reason an answer is whole, whatever is said afterwards.
    if (!this.finish) this.failure ??= lateRefusal(error, this.begun)
  }

  private breakOff(): void {
    if (this.finish && this.finish !== 'broken') return
    this.failure ??= this.web && !this.begun ? webPage() : modelError('model_broke_off')
  }

  private take(): ModelEvent[] {
    const batch = this.batch
    this.batch = []
    return batch
  }
}

/** A chunk that ran into a line of another kind. */
const BURIED = /data\s*:\s*\{|"(choices|delta|content)"/

/** Names of events that some gateways send to hold the connection. */
const KEEP_ALIVE = /^(ping|heart-?beat|keep-?alive)$/i

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
