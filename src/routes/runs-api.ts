import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { foldRun } from '../runs/fold.ts'
import { RunUnknown } from '../runs/journal.ts'
import { RUN_ID } from '../runs/run.ts'
import { worldOf } from '../smoke/smoke-world.ts'
import { requireClient } from './guard.ts'
import { json, seeOther, wantsPage } from './negotiate.ts'
import { runStream } from './run-stream.ts'

/** How many runs the list gives. */
const NEWEST = 100

/** What cannot be a run's id is no run, and never becomes part of a path. Throws RunUnknown. */
function known(id: string): string {
  if (RUN_ID.test(id)) return id
  throw new RunUnknown(id)
}

async function runAsJson(parts: Parts, id: string): Promise<object> {
  const { run, last, text, pause, end } = await foldRun(parts.journal, id)
  const { input } = await parts.journal.order(id)
  parts.readers.glance(id)
  if (!end) return { run, input, last, text, pause }
  const { type: _, ...rest } = end
  return { input, last, text, ...rest }
}

/** What there is to be known of runs, and what can be done to them. */
export const runsApi = (all: Parts) =>
  new Elysia({ name: 'runs-api' })
    .get('/api/runs', ({ request }) => {
      requireClient(all, request)
      return json({ runs: all.conductor.newest(NEWEST) })
    })
    .get('/api/runs/:id', async ({ request, params: { id } }) => {
      const parts = worldOf(all, request)
      if (wantsPage(request)) return seeOther(`/runs/${encodeURIComponent(id)}`)
      requireClient(parts, request)
      return json(await runAsJson(parts, id))
    })
    .get('/api/runs/:id/events', async ({ request, server, params: { id } }) => {
      const parts = worldOf(all, request)
      if (wantsPage(request)) return seeOther(`/runs/${encodeURIComponent(id)}`)
      const reader = parts.readers.enter(requireClient(parts, request).id)
      return runStream({ parts, request, server, reader, id })
    })
    .post(
      '/api/runs/:id/stop',
      async ({ request, params: { id } }) => {
        const parts = worldOf(all, request)
        requireClient(parts, request)
        await parts.conductor.stop(known(id))
        return wantsPage(request) ? seeOther(`/runs/${id}`) : json(await runAsJson(parts, id))
      },
      { parse: 'none' },
    )
    .post(
      '/api/runs/:id/continue',
      async ({ request, params: { id } }) => {
        const parts = worldOf(all, request)
        requireClient(parts, request)
        await parts.conductor.continue(known(id))
        return wantsPage(request)
          ? seeOther(`/runs/${id}`)
          : json(await runAsJson(parts, id), { status: 202 })
      },
      { parse: 'none' },
    )
    .delete('/api/runs/:id', async ({ request, params: { id } }) => {
      const parts = worldOf(all, request)
      requireClient(parts, request)
      // What it has taken for its project stays counted.
      await parts.workshop.gatherRun(id)
      await parts.conductor.forget(known(id))
      return new Response(null, { status: 204 })
    })
