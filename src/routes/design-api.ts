import { createHash } from 'node:crypto'
import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import type { Intent } from '../runs/conductor.ts'
import { foldRun, type RunState } from '../runs/fold.ts'
import type { Reader } from '../runs/readers.ts'
import type { Order, Pause } from '../runs/run.ts'
import { Viewer } from '../runs/viewer.ts'
import { worldOf } from '../smoke/smoke-world.ts'
import { readDesignOrder } from './design-request.ts'
import { type Client, requireClient } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { json, seeOther, wantsPage } from './negotiate.ts'
import { Problem } from './problem.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { lastSeen, runStream } from './run-stream.ts'

/** Two requests with one key are the same intent only when they ask for the same. */
export function bodyHash(order: Order): string {
  const { stage, input, model, temperature, maxOutputTokens, maxTokens, maxPrice } = order
  const caps = maxTokens === undefined && maxPrice === undefined ? [] : [maxTokens, maxPrice]
  const asked = JSON.stringify([stage, input, model, temperature, maxOutputTokens, ...caps])
  return createHash('sha256').update(asked).digest('base64url')
}

/** Keys are one client here: one that was rotated between two tries must not pay twice. */
function readIntent(request: Request, client: Client, order: Order): Intent | undefined {
  const key = idempotencyKey(request)
  return key === undefined ? undefined : { client: client.kind, key, body: bodyHash(order) }
}

interface Started {
  id: string
  headers: Record<string, string>
  /** Entered before the run was started: a client that may not read more streams pays for no more runs. */
  reader: Reader
}

/** Starts the run that a request asks for, or finds the one it has started before. */
async function startRun(parts: Parts, request: Request): Promise<Started> {
  const client = requireClient(parts, request)
  // Before anything is started: what cannot be streamed must not be paid for.
  lastSeen(request)
  const fields = await readFields(request)
  const asked = readDesignOrder(fields, requestIdOf(request), ['stream', 'intent'])
  const order: Order = { ...asked, client: client.id }
  const reader = parts.readers.enter(client.id)
  try {
    const { id, created } = await parts.conductor.start(order, readIntent(request, client, order))
    const replayed: Record<string, string> = created ? {} : { 'idempotency-replayed': 'true' }
    return { id, headers: { location: `/api/runs/${id}`, ...replayed }, reader }
  } catch (error) {
    reader.leave()
    throw error
  }
}

/** Resolves when the run has come to rest, or the reader has gone, or the process ends. */
async function untilRest(parts: Parts, id: string, gone: AbortSignal): Promise<RunState & { pause?: Pause }> {
  const viewer = new Viewer(parts.journal, id, 0)
  const close = () => viewer.close()
  const signals = [gone, parts.ending]
  for (const signal of signals) {
    signal.addEventListener('abort', close)
    if (signal.aborted) close()
  }
  try {
    while (await viewer.next());
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', close)
  }
  return foldRun(parts.journal, id)
}

function wholeAnswer(state: RunState & { pause?: Pause }, headers: Record<string, string>): Response {
  const { run, end, pause } = state
  if (end?.type === 'done' || end?.type === 'stopped') {
    const { design, usage, finishReason, code, message } = end
    return json({ run: end.run, design, usage, finishReason, code, message }, { headers })
  }
  const more = { run: end?.run ?? run, text: state.text }
  if (end) {
    const { code = 'failed', message = 'The model did not answer.' } = end
    throw new Problem({ status: 502, code, detail: message, more, headers })
  }
  const detail = pause
    ? `${pause.message} What was written is kept; POST /api/runs/${run.id}/continue goes on.`
    : `This server is ending. The run goes on; GET /api/runs/${run.id} shows it.`
  throw new Problem({ status: pause ? 502 : 503, code: pause?.code ?? 'draining', detail, more, headers })
}

/** Starting a design: streamed in the answer, or answered once. A browser that wants a page is sent to the run's. */
export const designApi = (all: Parts) =>
  new Elysia({ name: 'design-api' })
    .post(
      '/api/design/stream',
      async ({ request, server }) => {
        const parts = worldOf(all, request)
        const { id, headers, reader } = await startRun(parts, request)
        if (!wantsPage(request)) return runStream({ parts, request, server, reader, id }, headers)
        reader.leave()
        return seeOther(`/runs/${id}`)
      },
      { parse: 'none' },
    )
    .post(
      '/api/design',
      async ({ request, server }) => {
        const parts = worldOf(all, request)
        const { id, headers, reader } = await startRun(parts, request)
        try {
          if (wantsPage(request)) return seeOther(`/runs/${id}`)
          reader.watch(id)
          server?.timeout(request, 0)
          return wholeAnswer(await untilRest(parts, id, request.signal), headers)
        } finally {
          reader.leave()
          // Who asks for a document and does not take it is let go like a reader of a stream.
          server?.timeout(request, Math.min(255, Math.ceil(parts.settings.SLOW_READER_TIMEOUT / 1000)))
        }
      },
      { parse: 'none' },
    )
