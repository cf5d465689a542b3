import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { DocumentPage } from '../../views/document-page.tsx'
import { drawAtRest } from '../markdown/at-rest.ts'
import type { Parts } from '../parts.ts'
import { titleOf } from '../projects/document-keys.ts'
import { projectMentions } from '../projects/mentions.ts'
import { DocumentUnknown } from '../projects/workshop.ts'
import { StoreConflict } from '../store/conflict.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { mendable, projectPage } from './project-pages.tsx'
import { readDocument } from './project-request.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { mergedEdits, versionAsked } from './version-match.ts'
import { admit, frameOf } from './visitor.tsx'

interface Refused {
  text: string
  /** Number of the version that the edit began with. */
  after: number
  error: unknown
}

async function documentPage(
  parts: Parts,
  request: Request,
  { id, key, number, against }: { id: string; key: string; number?: number; against?: number },
  refused?: Refused,
): Promise<Response> {
  const { project, councils } = await parts.workshop.view(id)
  const council = councils.find(({ document }) => document === key)
  const version = parts.documents.version(id, key, number)
  if (!version) throw new DocumentUnknown(key)
  const merged =
    refused?.error instanceof StoreConflict
      ? mergedEdits(version, refused.text, parts.documents.version(id, key, refused.after))
      : undefined
  const isNewest = parts.documents.version(id, key)?.number === version.number
  const findings = isNewest ? await parts.workshop.correcting.findingsIn(id, key) : []
  const { sayings } = await parts.workshop.inspect(id)
  const mentions = projectMentions(`/projects/${id}`, sayings, isNewest ? key : undefined)
  const { status, errors, detail } = refused ? editProblem(refused.error, merged) : { status: 200 }
  const page = (
    <DocumentPage
      frame={frameOf(parts, request)}
      project={project}
      title={titleOf(key)}
      drafts={council && `/projects/${id}/councils/${council.id}`}
      version={version}
      versions={parts.documents.history(id, key)}
      against={against === undefined ? undefined : parts.documents.version(id, key, against)}
      findings={findings}
      safeHtml={drawAtRest(version.text, { prefix: '', mentions })}
      refused={refused && { text: merged ?? refused.text, errors, remark: errors ? undefined : detail }}
    />
  )
  return pageResponse(page, { status })
}

function editProblem(error: unknown, merged: string | undefined) {
  if (!(error instanceof StoreConflict)) return mendable(error)
  const detail =
    merged === undefined
      ? 'Somebody has changed it meanwhile. Their version is shown here, yours is in the field below: put them together and keep it again.'
      : 'Somebody has changed it meanwhile, in other places. The field below holds what your edit and theirs make together: look at it and keep it again.'
  return { status: 412, errors: undefined, detail }
}

/** A project's documents as people read, edit and have them written. */
export const documentPages = (parts: Parts) =>
  new Elysia({ name: 'document-pages' })
    .get('/projects/:id/documents/:key', async ({ request, params: { id, key }, query }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const number = versionAsked(query.version)
      const against = versionAsked(query.against)
      return documentPage(parts, request, { id: knownProject(id), key, number, against })
    })
    .post(
      '/projects/:id/documents/:key',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { after, ...fields } = withLineFeeds(await readFields(request))
        try {
          await parts.workshop.edit(knownProject(id), key, readDocument(fields), Number(after))
          return seeOther(`/projects/${id}/documents/${key}`)
        } catch (error) {
          if (error instanceof ProjectUnknown || error instanceof DocumentUnknown) throw error
          return documentPage(
            parts,
            request,
            { id, key },
            { text: typeof fields.text === 'string' ? fields.text : '', after: Number(after) || -1, error },
          )
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/documents/:key/write',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const facts = { model: '', requestId: requestIdOf(request), client: visitor.id }
        try {
          const { id: run } = await parts.workshop.write(knownProject(id), key, facts)
          // Questions are answered on the project's page, not read on the run's.
          return seeOther(key === 'questions' ? `/projects/${id}#questions-title` : `/runs/${run}`)
        } catch (error) {
          if (error instanceof ProjectUnknown || error instanceof DocumentUnknown) throw error
          return projectPage(parts, request, id, error)
        }
      },
      { parse: 'none' },
    )
