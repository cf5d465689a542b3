import { Elysia } from 'elysia'
import { drawRemark } from '../../views/remark.tsx'
import { GoneFrame, StreamFrame } from '../../views/run-parts.tsx'
import { quietSeconds, type RunFacts } from '../../views/run-words.ts'
import type { Drawing } from '../markdown/render.ts'
import type { Parts } from '../parts.ts'
import type { Range } from '../planning/complexity.ts'
import { expectedTokens } from '../projects/estimate.ts'
import { runMentions } from '../projects/mentions.ts'
import { RunUnknown } from '../runs/journal.ts'
import { type Manuscript, Manuscripts, type Sheet } from '../runs/manuscript.ts'
import { RUN_ID } from '../runs/run.ts'
import { encodeFrame } from '../sse/encode.ts'
import type { FrameSource } from '../sse/response.ts'
import { lastSeen } from './run-stream.ts'
import { admit } from './visitor.tsx'
import { watchedStream } from './watched-stream.ts'

/** The pages and their streams read the same manuscripts. */
const shared = new WeakMap<Parts, Manuscripts>()

/** The run's manuscript, to be released; whoever asks for it has looked at the run. Throws RunUnknown or JournalDamaged. */
export async function holdManuscript(parts: Parts, id: string): Promise<Manuscript> {
  if (!RUN_ID.test(id)) throw new RunUnknown()
  let manuscripts = shared.get(parts)
  if (!manuscripts) {
    manuscripts = new Manuscripts(parts.journal, undefined, drawRemark, (run) => drawingOf(parts, run))
    shared.set(parts, manuscripts)
  }
  const manuscript = await manuscripts.hold(id)
  parts.readers.glance(id)
  return manuscript
}

/** Tokens that are expected of the runs that were looked at last. */
const expectations = new Map<string, Range>()
const EXPECTATIONS = 1000

/**
 * What a run's text is drawn with. Several runs can be on one page, so the ids of each begin like no other's. Throws RunUnknown
 * or JournalDamaged.
 */
export async function drawingOf({ journal, stageRuns }: Parts, id: string): Promise<Drawing> {
  const link = stageRuns.get(id)
  const order = await journal.order(id)
  expectations.delete(id)
  expectations.set(id, expectedTokens(order))
  const [oldest] = expectations.keys()
  if (expectations.size > EXPECTATIONS && oldest !== undefined) expectations.delete(oldest)
  return {
    prefix: `run-${id.slice(-8)}-`,
    mentions: runMentions(order, link && `/projects/${link.project}`),
  }
}

export function factsOf({ conductor, stageRuns, assets, now }: Parts, sheet: Sheet): RunFacts {
  const { run, end } = sheet.state
  const until = end ? Date.parse(end.endedAt) : now()
  const link = sheet.resting ? stageRuns.get(run.id) : undefined
  return {
    sheet,
    elapsedMs: sheet.stoodStill ? undefined : Math.max(0, until - Date.parse(run.createdAt)),
    firstTokenMs: end ? end.firstTokenMs : conductor.firstTokenMs(run.id),
    expected: expectations.get(run.id),
    icons: assets.base,
    ...(link ? { home: { project: link.project, document: link.document } } : {}),
  }
}

/** Frames of one sheet by what their readers have: those in step share one. */
const made = new WeakMap<Sheet, Map<string, string>>()

/** A number beyond every journal: the page gets everything anew. */
const NOTHING_RIGHT = Number.MAX_SAFE_INTEGER

const END = encodeFrame({ event: 'end', data: '' })

/** One page's reading of a manuscript as frames of htmx's stream. It holds a number, never text. */
export class PageFrames implements FrameSource {
  private seen: Sheet | undefined
  private over = false
  private released = false
  private resume: (() => void) | undefined
  private readonly unlisten: () => void

  constructor(
    private readonly parts: Parts,
    private readonly manuscript: Manuscript,
    /** Number of the last event that is on the reader's page. */
    private readonly after: number,
  ) {
    this.unlisten = manuscript.listen(() => this.resume?.())
  }

  async next(): Promise<string | undefined> {
    while (!this.over && this.manuscript.sheet === this.seen)
      await new Promise<void>((resolve) => (this.resume = resolve))
    this.resume = undefined
    if (this.over) return undefined
    const { sheet } = this.manuscript
    const frame = this.frame(sheet)
    this.seen = sheet
    this.over = sheet.resting
    return sheet.resting ? frame + END : frame
  }

  cancel(): void {
    if (!this.released) this.manuscript.release()
    this.released = true
    this.over = true
    this.unlisten()
    this.resume?.()
  }

  private frame(sheet: Sheet): string {
    const first = this.seen === undefined
    const isVoid = this.seen
      ? this.seen.edition !== sheet.edition
      : this.after > sheet.last || this.after < sheet.voidBelow
    const after = isVoid ? undefined : (this.seen?.last ?? this.after)
    const wasQuiet = this.seen ? quietSeconds(this.seen) : undefined
    const key = `${after}:${first}:${wasQuiet}`
    const frames = made.get(sheet) ?? new Map<string, string>()
    made.set(sheet, frames)
    let frame = frames.get(key)
    if (frame === undefined) {
      const html = StreamFrame({ facts: factsOf(this.parts, sheet), after, first, wasQuiet })
      frame = encodeFrame({ id: sheet.last, data: String(html) })
      frames.set(key, frame)
    }
    return frame
  }
}

/** The stream that a run's page follows. */
export const runView = (parts: Parts) =>
  new Elysia({ name: 'run-view' }).get('/runs/:id/view', async ({ request, server, params: { id } }) => {
    const visitor = admit(parts, request)
    if (visitor instanceof Response) return visitor
    const after = lastSeen(request)
    const headers = { 'x-content-type-options': 'nosniff' }
    if (request.method === 'HEAD')
      return new Response(null, {
        headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' },
      })
    const reader = parts.readers.enter(visitor.id)
    const frames = await pageFrames(parts, id, after).catch((error: unknown) => {
      reader.leave()
      throw error
    })
    if (frames instanceof PageFrames) reader.watch(id)
    return watchedStream({ parts, request, server, reader, id }, frames, headers)
  })

async function pageFrames(parts: Parts, id: string, after: number): Promise<FrameSource> {
  try {
    const { sure, last, ended } = await parts.journal.state(id)
    // After a power cut later numbers may have been given to other events: what the page shows cannot be trusted.
    const isUnsure = sure !== undefined && after > sure && !(ended && after === last)
    const from = isUnsure ? NOTHING_RIGHT : after
    return new PageFrames(parts, await holdManuscript(parts, id), from)
  } catch (error) {
    if (!(error instanceof RunUnknown)) throw error
    return onceOnly(encodeFrame({ data: String(GoneFrame()) }) + END)
  }
}

/** A page that comes back to a deleted run is told so, and does not ask again. */
function onceOnly(text: string): FrameSource {
  const frames = [text]
  return { next: async () => frames.shift(), cancel: () => frames.splice(0) }
}
