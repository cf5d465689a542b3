import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Standing } from '../../views/document-head.tsx'
import { DocumentPage } from '../../views/document-page.tsx'
import { UnwrittenPage } from '../../views/unwritten-page.tsx'
import { drawAtRest } from '../markdown/at-rest.ts'
import { belowTitle } from '../markdown/outline.ts'
import type { Parts } from '../parts.ts'
import { titleOf } from '../projects/document-keys.ts'
import { projectMentions } from '../projects/mentions.ts'
import { DocumentUnknown, type View } from '../projects/workshop.ts'
import { StoreConflict } from '../store/conflict.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { mendable } from './problem.ts'
import { readDocument } from './project-request.ts'
import { shellOf } from './project-shell.ts'
import { readFields } from './request-body.ts'
import { mergedEdits, versionAsked } from './version-match.ts'
import { admit } from './visitor.tsx'

interface Refused {
  error: unknown
  /** An edit that was not taken; `after`: number of the version that it began with. */
  edit?: { text: string; after: number }
}

/** A document of a project, or what is to be known of one that is not written yet. */
export async function documentPage(
  parts: Parts,
  request: Request,
  { id, key, number, against }: { id: string; key: string; number?: number; against?: number },
  refused?: Refused,
): Promise<Response> {
  const view = await parts.workshop.view(id)
  const shell = shellOf(parts, request, view, key)
  const standing = standingOf(parts, view, key)
  const version = parts.documents.version(id, key, number)
  if (!version) {
    if (!standing || number !== undefined) throw new DocumentUnknown(key)
    const { status, detail } = refused ? mendable(refused.error) : { status: 200 }
    return pageResponse(<UnwrittenPage shell={shell} standing={standing} remark={detail} />, { status })
  }
  const edit = refused?.edit
  const merged =
    edit && refused.error instanceof StoreConflict
      ? mergedEdits(version, edit.text, parts.documents.version(id, key, edit.after))
      : undefined
  const isNewest = parts.documents.version(id, key)?.number === version.number
  const findings = isNewest ? await parts.workshop.correcting.findingsIn(id, key) : []
  const { sayings } = parts.workshop.inspectionOf(view)
  const mentions = projectMentions(`/projects/${id}`, sayings, isNewest ? key : undefined)
  const { status, errors, detail } = refused ? editProblem(refused.error, merged) : { status: 200 }
  const page = (
    <DocumentPage
      shell={shell}
      title={titleOf(key)}
      standing={standing}
      version={version}
      versions={parts.documents.history(id, key)}
      against={against === undefined ? undefined : parts.documents.version(id, key, against)}
      findings={findings}
      safeHtml={belowTitle(drawAtRest(version.text, { prefix: '', mentions }))}
      remark={edit ? undefined : detail}
      refused={edit && { text: merged ?? edit.text, errors, remark: errors ? undefined : detail }}
    />
  )
  return pageResponse(page, { status })
}

/** Nothing for what has no place of its own on the way, such as answers. */
function standingOf({ workshop }: Parts, view: View, key: string): Standing | undefined {
  const step = view.steps.find(({ document }) => document === key)
  if (!step) return undefined
  const last = view.runs.find(({ document, council }) => document === key && !council?.draft)
  const isLost = last?.status === 'stopped' || last?.status === 'failed'
  return { step, costs: workshop.costs(view), lost: isLost ? last : undefined }
}

function editProblem(error: unknown, merged: string | undefined) {
  if (!(error instanceof StoreConflict)) return mendable(error)
  const detail =
    merged === undefined
      ? 'Somebody has changed it meanwhile. Their version is shown here, yours is in the field below: put them together and keep it again.'
      : 'Somebody has changed it meanwhile, in other places. The field below holds what your edit and theirs make together: look at it and keep it again.'
  return { status: 412, errors: undefined, detail }
}

/** A project's documents as people read and edit them. */
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
            {
              edit: { text: typeof fields.text === 'string' ? fields.text : '', after: Number(after) || -1 },
              error,
            },
          )
        }
      },
      { parse: 'none' },
    )
