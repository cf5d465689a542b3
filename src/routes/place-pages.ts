import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { readCapsForm } from './cap-fields.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { type PlaceBeside, placePage } from './places.tsx'
import { readReason } from './project-request.ts'
import { readFields } from './request-body.ts'
import { admit } from './visitor.tsx'
import { addressOf, pageBack, wayBack } from './way-back.ts'

/** What a project has beside its documents, and the forms that stand there. */
export const placePages = (parts: Parts) => {
  const show =
    (place: PlaceBeside) =>
    async ({ request, params: { id } }: { request: Request; params: { id: string } }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : placePage(parts, request, knownProject(id), place)
    }
  return new Elysia({ name: 'place-pages' })
    .get('/projects/:id/findings', show('findings'))
    .get('/projects/:id/trace', show('trace'))
    .get('/projects/:id/costs', show('costs'))
    .get('/projects/:id/exports', show('exports'))
    .get('/projects/:id/settings', show('settings'))
    .post(
      '/projects/:id/mutes/:finding',
      async ({ request, params: { id, finding } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { reason } = await readFields(request)
        const back = wayBack(request, { place: 'findings' })
        try {
          // The same form without a reason takes the mute back.
          if (reason === undefined) await parts.workshop.mute(knownProject(id), finding)
          else await parts.workshop.mute(knownProject(id), finding, readReason({ reason }))
          return seeOther(addressOf(id, back, '#findings-title'))
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return pageBack(parts, request, knownProject(id), back, error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/caps',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          await parts.projects.cap(knownProject(id), readCapsForm(await readFields(request)))
          return seeOther(`/projects/${id}/costs#costs-title`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return placePage(parts, request, knownProject(id), 'costs', { error })
        }
      },
      { parse: 'none' },
    )
}
