import { type Answer, type Asked, ask } from './ask.ts'
import { type Frame, framesOf } from './frames.ts'

export interface SmokeTestOptions {
  /** Where the server is reached, as a browser would: through the proxy. */
  url: string
  /** Which server has to answer there. */
  version: string
  colour: string
  key: string
  /** Aborted when there is no more time. */
  signal: AbortSignal
}

/** Why a server is not fit for use: which step showed it, and what was seen there. */
export class SmokeFailed extends Error {
  override readonly name = 'SmokeFailed'
  constructor(
    readonly step: string,
    message: string,
  ) {
    super(message)
  }
}

export interface SmokeReport {
  events: number
  characters: number
  firstTokenMs: number
  streamMs: number
}

const BRIEF = JSON.stringify({
  projectName: 'Smoke test',
  requirements: 'Greet whoever opens the page.',
  languages: ['TypeScript'],
})
/** A proxy may send the first requests to the server that was there before. Milliseconds. */
const WRONG_SERVER_MS = 5000
const AGAIN_MS = 200
/** In so many pieces a stream comes at least that nobody holds back; it is written in about nine hundred. */
const LEAST_PIECES = 20

/** Uses a server as people and API clients do: signs in to nothing, has a design streamed, reads it again, deletes it. */
export class SmokeTest {
  private step = 'ready'

  constructor(private readonly options: SmokeTestOptions) {}

  /** Throws SmokeFailed. */
  async run(): Promise<SmokeReport> {
    try {
      return await this.take()
    } catch (error) {
      if (error instanceof SmokeFailed) throw error
      const { signal, url } = this.options
      const what = error instanceof Error ? error.message : String(error)
      throw new SmokeFailed(this.step, signal.aborted ? `no answer in time from ${url}` : `${url}: ${what}`)
    }
  }

  private async take(): Promise<SmokeReport> {
    await this.expectReady()
    await this.expectOwnServer()
    await this.expectPage()
    let frames = await this.stream()
    // A machine that stood still for a moment looks like a proxy that holds back: the second time it would be one.
    if (held(frames)) frames = await this.stream()
    const why = held(frames)
    if (why) this.fail(why)
    const id = this.check(frames)
    await this.readAgain(id, frames)
    const text = textOf(frames)
    await this.readWhole(id, text)
    await this.remove(id)
    return { ...timesOf(frames), events: frames.length, characters: text.length }
  }

  private async expectReady(): Promise<void> {
    this.step = 'ready'
    const answer = await this.get('/readyz')
    const text = await answer.text()
    if (answer.status !== 200) this.fail(`/readyz answers ${answer.status}: ${shortened(text)}`)
  }

  private async expectOwnServer(): Promise<void> {
    this.step = 'health'
    const { version, colour } = this.options
    const giveUp = performance.now() + WRONG_SERVER_MS
    for (;;) {
      const answer = await this.get('/health')
      const text = await answer.text()
      const seen = answer.status === 200 ? parsed(text) : {}
      if (seen.version === version && seen.colour === colour) return
      if (performance.now() > giveUp)
        this.fail(
          answer.status === 200
            ? `version ${seen.version} (${seen.colour}) answers there, and not ${version} (${colour})`
            : `/health answers ${answer.status}: ${shortened(text)}`,
        )
      await Bun.sleep(AGAIN_MS)
    }
  }

  private async expectPage(): Promise<void> {
    this.step = 'page'
    const page = await this.get('/login', { accept: 'text/html' })
    const html = await page.text()
    if (page.status !== 200) this.fail(`/login answers ${page.status}`)
    const policy = page.headers['content-security-policy'] ?? ''
    if (policy.split("default-src 'none'").length !== 2)
      this.fail(
        `/login comes with ${policy === '' ? 'no Content-Security-Policy' : 'more than one Content-Security-Policy'}`,
      )
    if (page.headers['cache-control'] !== 'no-store') this.fail('/login may be kept by caches')
    this.step = 'asset'
    const path = /\/assets\/[0-9a-f]{16}\/[\w./-]+\.js/.exec(html)?.[0]
    if (path === undefined) return this.fail('/login names no script under /assets')
    const script = await this.get(path)
    const size = (await script.text()).length
    if (script.status !== 200 || size === 0)
      this.fail(`${path} answers ${script.status} with ${size} characters`)
    if (!script.headers['content-type']?.startsWith('text/javascript'))
      this.fail(`${path} comes as ${script.headers['content-type']}`)
    if (!script.headers['cache-control']?.includes('immutable')) this.fail(`${path} is not kept by browsers`)
  }

  private async stream(): Promise<Frame[]> {
    this.step = 'stream'
    const answer = await this.ask('/api/design/stream', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: BRIEF,
    })
    await this.expectStream(answer)
    return Array.fromAsync(framesOf(answer.pieces))
  }

  private async expectStream(answer: Answer): Promise<void> {
    const { status, headers } = answer
    if (status !== 200) this.fail(`it answers ${status}: ${shortened(await answer.text())}`)
    const { 'content-type': type = 'nothing', 'content-encoding': encoding = 'identity' } = headers
    if (!type.startsWith('text/event-stream')) this.fail(`it comes as ${type}`)
    if (encoding !== 'identity') this.fail(`something on the way compresses the stream (${encoding})`)
    if (!headers['cache-control']?.includes('no-transform')) this.fail('proxies may change the stream')
    // nginx takes the header for itself; another proxy passes it on.
    if ((headers['x-accel-buffering'] ?? 'no') !== 'no') this.fail('the stream asks to be buffered')
  }

  /** The run's id. */
  private check(frames: Frame[]): string {
    for (const [at, { n }] of frames.entries())
      if (n !== at + 1) this.fail(`event ${at + 1} is missing: number ${n} came in its place`)
    const ends = frames.filter(({ type }) => ['done', 'stopped', 'failed'].includes(type))
    const last = frames.at(-1)
    if (ends.length !== 1 || last?.type !== 'done')
      this.fail(
        `it ends with ${last?.type ?? 'nothing'} after ${frames.length} events and ${ends.length} ends`,
      )
    const { run } = parsed(frames[0]?.data ?? '') as { run?: { id?: string } }
    return run?.id ?? this.fail('its first event names no run')
  }

  private async readAgain(id: string, frames: Frame[]): Promise<void> {
    this.step = 'resume'
    const middle = Math.floor(frames.length / 2)
    const answer = await this.get(`/api/runs/${id}/events`, {
      'last-event-id': String(middle),
      accept: 'text/event-stream',
    })
    await this.expectStream(answer)
    const again = await Array.fromAsync(framesOf(answer.pieces), ({ text }) => text)
    const expected = frames.slice(middle).map(({ text }) => text)
    if (again.join('') !== expected.join(''))
      this.fail(
        `read on from event ${middle}, ${again.length} events come that are not those of the first time`,
      )
  }

  private async readWhole(id: string, text: string): Promise<void> {
    this.step = 'run'
    const answer = await this.get(`/api/runs/${id}`)
    const body = await answer.text()
    if (answer.status !== 200) this.fail(`it answers ${answer.status}: ${shortened(body)}`)
    if (parsed(body).text !== text) this.fail('the text that is kept is not the text that was streamed')
  }

  private async remove(id: string): Promise<void> {
    this.step = 'delete'
    const deleted = await this.ask(`/api/runs/${id}`, { method: 'DELETE' })
    await deleted.text()
    if (deleted.status !== 204) this.fail(`it answers ${deleted.status}`)
    const gone = await this.get(`/api/runs/${id}`)
    await gone.text()
    if (gone.status !== 404) this.fail(`the run is still there: ${gone.status}`)
  }

  private get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(path, { headers })
  }

  private ask(path: string, { headers, ...asked }: Omit<Asked, 'signal'>): Promise<Answer> {
    const { url, key, signal } = this.options
    return ask(`${url}${path}`, { ...asked, headers: { ...headers, 'x-streaming-proxy-key': key }, signal })
  }

  private fail(message: string): never {
    throw new SmokeFailed(this.step, message)
  }
}

const parsed = (text: string): Record<string, unknown> => {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}

const shortened = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200)

const textOf = (frames: Frame[]): string =>
  frames
    .filter(({ type }) => type === 'token')
    .map(({ data }) => String(parsed(data).content ?? ''))
    .join('')

const firstToken = (frames: Frame[]) => frames.find(({ type }) => type === 'token')

/**
 * Whether something on the way holds the stream back, as a sentence. The first event leaves at once, the first token some time
 * later, and the rest over a second and more: what is buffered comes in fewer, larger pieces than events, or all at the end.
 */
function held(frames: Frame[]): string | undefined {
  const token = firstToken(frames)
  const last = frames.at(-1)
  if (!token || !last) return undefined
  const pieces = last.piece - (frames[0]?.piece ?? 0) + 1
  // A busy server writes few and large events by itself; they still come one by one.
  if (pieces >= Math.min(LEAST_PIECES, frames.length / 2)) return undefined
  return `something on the way holds the stream back: ${frames.length} events came in ${pieces} pieces`
}

function timesOf(frames: Frame[]): { firstTokenMs: number; streamMs: number } {
  const start = frames[0]?.at ?? 0
  return {
    firstTokenMs: (firstToken(frames)?.at ?? start) - start,
    streamMs: (frames.at(-1)?.at ?? start) - start,
  }
}
