import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { StageBlocked } from '../projects/refusals.ts'
import { councilAsJson, readAgain, readCouncil, readTaken } from './council-request.ts'
import { requireClient } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'
import { Problem, problemOf } from './problem.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'

/** A document that cannot be written now is named as the field that asked for it. */
const namingDocument = (error: unknown): never => {
  if (!(error instanceof StageBlocked)) throw error
  throw new Problem({ ...problemOf(error), errors: [{ field: 'document', message: error.why }] })
}

/** Several drafts of one document, and one document of them. */
export const councilsApi = (parts: Parts) => {
  const room = parts.workshop.councilRoom
  return new Elysia({ name: 'councils-api' })
    .get('/api/projects/:id/councils', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      const councils = await room.of(knownProject(id))
      return json({ councils: councils.map((council) => councilAsJson(council)) })
    })
    .post(
      '/api/projects/:id/councils',
      async ({ request, params: { id } }) => {
        const client = requireClient(parts, request)
        const { caps, ...wish } = readCouncil(await readFields(request))
        const facts = { model: '', requestId: requestIdOf(request), client: client.id, ...caps }
        const { council, created } = await room
          .begin(knownProject(id), wish, facts, idempotencyKey(request))
          .catch(namingDocument)
        // What can be begun is there when the answer comes.
        await parts.councilKeeper.look()
        const headers = { location: `/api/projects/${id}/councils/${council.id}` }
        return json(
          { council: councilAsJson(await room.get(id, council.id)), created },
          { status: 202, headers },
        )
      },
      { parse: 'none' },
    )
    .post(
      '/api/projects/:id/councils/expect',
      async ({ request, params: { id } }) => {
        requireClient(parts, request)
        const { document, drafts } = readCouncil(await readFields(request))
        const view = await parts.workshop.view(knownProject(id))
        return json({
          currency: parts.workshop.costs(view).currency,
          expected: room.expect(view, document, drafts) ?? null,
        })
      },
      { parse: 'none' },
    )
    .get('/api/projects/:id/councils/:council', async ({ request, params: { id, council } }) => {
      requireClient(parts, request)
      return json({ council: councilAsJson(await room.get(knownProject(id), council), true) })
    })
    .post(
      '/api/projects/:id/councils/:council/stop',
      async ({ request, params: { id, council } }) => {
        requireClient(parts, request)
        await room.stop(knownProject(id), council)
        return json({ council: councilAsJson(await room.get(id, council)) })
      },
      { parse: 'none' },
    )
    .post(
      '/api/projects/:id/councils/:council/again',
      async ({ request, params: { id, council } }) => {
        requireClient(parts, request)
        const arbiter = readAgain(await readFields(request))
        const { created } = await room.askAgain(knownProject(id), council, arbiter)
        await parts.councilKeeper.look()
        return json({ council: councilAsJson(await room.get(id, council)), created }, { status: 202 })
      },
      { parse: 'none' },
    )
    .post(
      '/api/projects/:id/councils/:council/take',
      async ({ request, params: { id, council } }) => {
        requireClient(parts, request)
        const draft = readTaken(await readFields(request))
        const { text: _, sections: __, ...version } = await room.take(knownProject(id), council, draft)
        return json({ version, council: councilAsJson(await room.get(id, council)) })
      },
      { parse: 'none' },
    )
}
