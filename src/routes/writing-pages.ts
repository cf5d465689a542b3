import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { DocumentUnknown } from '../projects/workshop.ts'
import { StoreConflict } from '../store/conflict.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { Problem } from './problem.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { admit } from './visitor.tsx'
import { addressOf, pageBack, wayBack } from './way-back.ts'

const isUnknown = (error: unknown) => error instanceof ProjectUnknown || error instanceof DocumentUnknown

const changedMeanwhile = () =>
  new Problem({
    status: 412,
    code: 'version_changed',
    detail: 'The document has changed meanwhile. Look at it again, then say that it holds.',
  })

/** What has documents written, anew or in part, by the pages' buttons. */
export const writingPages = (parts: Parts) => {
  const { workshop } = parts
  const { upkeep } = workshop
  return new Elysia({ name: 'writing-pages' })
    .post(
      '/projects/:id/documents/:key/write',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const facts = { model: '', requestId: requestIdOf(request), client: visitor.id }
        try {
          const { id: run } = await workshop.write(knownProject(id), key, facts)
          // Questions are answered on the project's page, not read on the run's.
          return seeOther(key === 'questions' ? `/projects/${id}#questions-title` : `/runs/${run}`)
        } catch (error) {
          if (isUnknown(error)) throw error
          return pageBack(parts, request, id, wayBack(request), error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/documents/:key/update',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const facts = { model: '', requestId: requestIdOf(request), client: visitor.id }
        try {
          const runs = await upkeep.bringUpToDate(knownProject(id), key, facts)
          const [only] = runs
          return seeOther(runs.length === 1 && only ? `/runs/${only.run}` : `/projects/${id}`)
        } catch (error) {
          if (isUnknown(error)) throw error
          return pageBack(parts, request, id, wayBack(request), error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/documents/:key/keep',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { after } = await readFields(request)
        const back = wayBack(request)
        try {
          await upkeep.keep(knownProject(id), key, Number(after))
          return seeOther(addressOf(id, back))
        } catch (error) {
          if (isUnknown(error)) throw error
          const told = error instanceof StoreConflict ? changedMeanwhile() : error
          return pageBack(parts, request, id, back, told)
        }
      },
      { parse: 'none' },
    )
}
