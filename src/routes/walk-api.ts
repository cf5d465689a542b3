import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { requireClient } from './guard.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'
import { readFields } from './request-body.ts'
import { readGoal, walkAsJson } from './walk-request.ts'

/** The wish that a whole project be written. */
export const walkApi = (parts: Parts) => {
  const walkOf = (id: string) => {
    const walk = parts.workshop.walkOf(id)
    return walk && walkAsJson(walk)
  }
  return new Elysia({ name: 'walk-api' })
    .put(
      '/api/projects/:id/walk',
      async ({ request, params: { id } }) => {
        const client = requireClient(parts, request)
        await parts.workshop.walk(knownProject(id), readGoal(await readFields(request)), client.id)
        void parts.walker.look()
        return json({ walk: walkOf(id) }, { status: 202 })
      },
      { parse: 'none' },
    )
    .delete('/api/projects/:id/walk', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      await parts.workshop.callOff(knownProject(id))
      return json({ walk: walkOf(id) })
    })
}
