import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { readCorrection, readLoop } from './correction-request.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { placePage } from './places.tsx'
import { Problem } from './problem.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { admit } from './visitor.tsx'
import { pageBack, wayBack } from './way-back.ts'

const nothingTicked = () =>
  new Problem({
    status: 422,
    code: 'invalid_request',
    detail: 'Tick at least one finding, or have all errors and warnings corrected.',
    errors: [{ field: 'findings', message: 'has to hold at least one' }],
  })

/** What a form of the page means: what is ticked, or `all`, errors and warnings alike. */
function asked({ document, all, ...fields }: Record<string, unknown>) {
  if (all === undefined && fields.findings === undefined) throw nothingTicked()
  return readCorrection(all === undefined ? { document, ...fields } : { document })
}

/** Findings that become edits, by the pages' buttons. */
export const correctionPages = (parts: Parts) => {
  const { correcting } = parts.workshop
  return new Elysia({ name: 'correction-pages' })
    .post(
      '/projects/:id/corrections',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const facts = { model: '', requestId: requestIdOf(request), client: visitor.id }
        const back = wayBack(request, { place: 'findings' })
        try {
          const { document, findings } = asked(await readFields(request))
          const { runs } = await correcting.correct(knownProject(id), document, findings, facts)
          const [only] = runs
          return seeOther(runs.length === 1 && only ? `/runs/${only.run}` : `/projects/${id}`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return pageBack(parts, request, knownProject(id), back, error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/correction-loop',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          const { document, review } = readLoop(await readFields(request))
          await correcting.begin(knownProject(id), document, review, visitor.id)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return placePage(parts, request, knownProject(id), 'findings', { error })
        }
        // What can be begun is there when the page comes.
        await parts.corrector.look()
        return seeOther(`/projects/${id}/findings#correction-title`)
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/correction-loop/end',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        await correcting.callOff(knownProject(id))
        return seeOther(`/projects/${id}/findings#correction-title`)
      },
      { parse: 'none' },
    )
}
