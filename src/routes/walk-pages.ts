import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { readFields } from './request-body.ts'
import { admit } from './visitor.tsx'
import { readGoal } from './walk-request.ts'

/** The wish that a whole project be written, by its page's buttons. */
export const walkPages = (parts: Parts) =>
  new Elysia({ name: 'walk-pages' })
    .post(
      '/projects/:id/walk',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        await parts.workshop.walk(knownProject(id), readGoal(await readFields(request)), visitor.id)
        // What can be begun is there when the page comes.
        await parts.walker.look()
        return seeOther(`/projects/${id}#way-title`)
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/walk/end',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        await parts.workshop.callOff(knownProject(id))
        return seeOther(`/projects/${id}#way-title`)
      },
      { parse: 'none' },
    )
