import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { CouncilAsk, CouncilPage } from '../../views/council-page.tsx'
import { drawAtRest } from '../markdown/at-rest.ts'
import type { Parts } from '../parts.ts'
import { faultsIn, toldApart } from '../projects/council-orders.ts'
import { CouncilUnknown } from '../projects/council-room.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { readAgain, readCouncilForm, readTaken } from './council-request.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { problemOf } from './problem.ts'
import { shellOf } from './project-shell.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { admit } from './visitor.tsx'
import { pageBack, wayBack } from './way-back.ts'

async function councilPage(
  parts: Parts,
  request: Request,
  id: string,
  council: string,
  error?: unknown,
): Promise<Response> {
  const problem = error === undefined ? undefined : problemOf(error)
  if (problem?.code === 'internal') throw error
  const view = await parts.workshop.councilRoom.get(id, council)
  const page = (
    <CouncilPage
      shell={shellOf(parts, request, await parts.workshop.view(id), view.document)}
      council={view}
      drafts={view.drafts.map((draft) => ({
        ...draft,
        faults: draft.text === undefined ? [] : faultsIn(view.material, draft.text),
        ...(draft.text === undefined ? {} : { safeHtml: drawAtRest(draft.text) }),
      }))}
      remark={problem?.detail}
    />
  )
  return pageResponse(page, { status: problem?.status ?? 200 })
}

const isUnknown = (error: unknown) => error instanceof ProjectUnknown || error instanceof CouncilUnknown

/** Several drafts of one document, as people wish for them, see them and choose among them. */
export const councilPages = (parts: Parts) => {
  const room = parts.workshop.councilRoom
  return new Elysia({ name: 'council-pages' })
    .post(
      '/projects/:id/councils',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          const { document, drafts } = readCouncilForm(await readFields(request))
          const facts = { model: '', requestId: requestIdOf(request), client: visitor.id }
          await room.begin(knownProject(id), { document, drafts }, facts)
          // What can be begun is there when the page comes.
          await parts.councilKeeper.look()
          return seeOther(`/projects/${id}#way-title`)
        } catch (error) {
          if (isUnknown(error)) throw error
          return pageBack(parts, request, knownProject(id), wayBack(request), error)
        }
      },
      { parse: 'none' },
    )
    .get('/projects/:id/councils/new', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const fields = Object.fromEntries(new URL(request.url).searchParams)
      try {
        const { document, drafts } = readCouncilForm(fields)
        const view = await parts.workshop.view(knownProject(id))
        const page = (
          <CouncilAsk
            shell={shellOf(parts, request, view, document)}
            document={document}
            drafts={toldApart(drafts)}
            expected={room.expect(view, document, drafts)}
            currency={parts.workshop.costs(view).currency}
            fields={Object.entries(fields)}
          />
        )
        return pageResponse(page)
      } catch (error) {
        if (isUnknown(error)) throw error
        return pageBack(parts, request, knownProject(id), wayBack(request), error)
      }
    })
    .get('/projects/:id/councils/:council', async ({ request, params: { id, council } }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : councilPage(parts, request, knownProject(id), council)
    })
    .post(
      '/projects/:id/councils/:council/stop',
      async ({ request, params: { id, council } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          await room.stop(knownProject(id), council)
          return seeOther(`/projects/${id}/councils/${council}`)
        } catch (error) {
          if (isUnknown(error)) throw error
          return councilPage(parts, request, knownProject(id), council, error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/councils/:council/again',
      async ({ request, params: { id, council } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          await room.askAgain(knownProject(id), council, readAgain(await readFields(request)))
          await parts.councilKeeper.look()
          return seeOther(`/projects/${id}/councils/${council}`)
        } catch (error) {
          if (isUnknown(error)) throw error
          return councilPage(parts, request, knownProject(id), council, error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/councils/:council/take',
      async ({ request, params: { id, council } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          const { document } = await room.take(
            knownProject(id),
            council,
            readTaken(await readFields(request)),
          )
          return seeOther(`/projects/${id}/documents/${document}`)
        } catch (error) {
          if (isUnknown(error)) throw error
          return councilPage(parts, request, knownProject(id), council, error)
        }
      },
      { parse: 'none' },
    )
}
