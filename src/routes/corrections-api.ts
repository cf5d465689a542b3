import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { correctionAsJson, readCorrection, readLoop } from './correction-request.ts'
import { requireClient } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'

/** Findings that become edits: some of them once, or round by round until nothing heavy is left. */
export const correctionsApi = (parts: Parts) => {
  const { correcting } = parts.workshop
  const loopOf = (id: string) => {
    const correction = correcting.of(id)
    return { correction: correction && correctionAsJson(correction) }
  }
  return new Elysia({ name: 'corrections-api' })
    .post(
      '/api/projects/:id/corrections',
      async ({ request, params: { id } }) => {
        const client = requireClient(parts, request)
        const facts = { model: '', requestId: requestIdOf(request), client: client.id }
        parts.projects.get(knownProject(id))
        const { document, findings } = readCorrection(await readFields(request))
        const { runs, beside } = await correcting.correct(
          id,
          document,
          findings,
          facts,
          idempotencyKey(request),
        )
        return json({ runs, beside, created: runs.some(({ created }) => created) }, { status: 202 })
      },
      { parse: 'none' },
    )
    .get('/api/projects/:id/correction-loop', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      parts.projects.get(knownProject(id))
      return json(loopOf(id))
    })
    .put(
      '/api/projects/:id/correction-loop',
      async ({ request, params: { id } }) => {
        const client = requireClient(parts, request)
        parts.projects.get(knownProject(id))
        const { document, review } = readLoop(await readFields(request))
        await correcting.begin(id, document, review, client.id)
        void parts.corrector.look()
        return json(loopOf(id), { status: 202 })
      },
      { parse: 'none' },
    )
    .delete('/api/projects/:id/correction-loop', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      parts.projects.get(knownProject(id))
      await correcting.callOff(id)
      return json(loopOf(id))
    })
}
