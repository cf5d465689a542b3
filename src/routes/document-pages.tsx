import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Standing } from '../../views/document-head.tsx'
import { DocumentPage } from '../../views/document-page.tsx'
import { partAt, partsOf, ReadingPart } from '../../views/reading.tsx'
import { type Editing, SectionEditor } from '../../views/section-editor.tsx'
import { UnwrittenPage } from '../../views/unwritten-page.tsx'
import type { Parts } from '../parts.ts'
import { titleOf } from '../projects/document-keys.ts'
import { DocumentUnknown, type View } from '../projects/workshop.ts'
import { editingOf, isNumber } from './document-editing.ts'
import { readingOf } from './document-reading.ts'
import { knownProject } from './known-project.ts'
import { pageResponse } from './page-response.ts'
import { mendable } from './problem.ts'
import { shellOf } from './project-shell.ts'
import { versionAsked } from './version-match.ts'
import { admit, isPart } from './visitor.tsx'

/** What of a document is asked for. */
export interface Asked {
  id: string
  key: string
  /** Without it the newest version. */
  number?: number
  /** Number of the version that it is compared with. */
  against?: number
}

/** What did not work, or what is being edited. */
interface Besides {
  error?: unknown
  editing?: Editing
  status?: number
}

/** A document of a project, or what is to be known of one that is not written yet. */
export async function documentPage(
  parts: Parts,
  request: Request,
  { id, key, number, against }: Asked,
  { error, editing, status = 200 }: Besides = {},
): Promise<Response> {
  const view = await parts.workshop.view(id)
  const shell = shellOf(parts, request, view, key)
  const standing = standingOf(parts, view, key)
  const version = parts.documents.version(id, key, number)
  const problem = error === undefined ? { status, detail: undefined } : mendable(error)
  if (!version) {
    if (!standing || number !== undefined) throw new DocumentUnknown(key)
    const page = <UnwrittenPage shell={shell} standing={standing} remark={problem.detail} />
    return pageResponse(page, { status: problem.status })
  }
  const newest = view.newest.get(key)?.number ?? version.number
  const { reading, findings } = await readingOf(parts, view, version)
  const page = (
    <DocumentPage
      shell={shell}
      title={titleOf(key)}
      standing={standing}
      version={version}
      newest={newest}
      against={against === undefined ? undefined : parts.documents.version(id, key, against)}
      reading={reading}
      findings={findings}
      remark={problem.detail}
      editing={editing}
    />
  )
  return pageResponse(page, { status: problem.status })
}

/** A section alone, as it is read or to be edited, for a page that has the others already. */
async function sectionPart(
  parts: Parts,
  { id, key }: Asked,
  { edit, part }: Record<string, string | undefined>,
): Promise<Response> {
  const view = await parts.workshop.view(id)
  const version = view.newest.get(key)
  if (!version) throw new DocumentUnknown(key)
  const { reading } = await readingOf(parts, view, version)
  const editing = edit === undefined ? undefined : editingOf(parts, view, version, edit)
  if (editing) return pageResponse(<SectionEditor place={reading.place} editing={editing} />)
  const found = partAt(partsOf(reading), Number(part))
  if (!found) throw new DocumentUnknown(key)
  return pageResponse(<ReadingPart reading={reading} part={found} />)
}

/** Nothing for what has no place of its own on the way, such as answers. */
function standingOf({ workshop }: Parts, view: View, key: string): Standing | undefined {
  const step = view.steps.find(({ document }) => document === key)
  if (!step) return undefined
  const last = view.runs.find(({ document, council }) => document === key && !council?.draft)
  const isLost = last?.status === 'stopped' || last?.status === 'failed'
  return { step, costs: workshop.costs(view), lost: isLost ? last : undefined }
}

/** A project's documents as people read them. */
export const documentPages = (parts: Parts) =>
  new Elysia({ name: 'document-pages' }).get(
    '/projects/:id/documents/:key',
    async ({ request, params: { id, key }, query }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const asked = { id: knownProject(id), key }
      if (isPart(request) && (isNumber(query.edit) || isNumber(query.part)))
        return sectionPart(parts, asked, query)
      const number = versionAsked(query.version)
      const against = versionAsked(query.against)
      if (query.edit === undefined || number !== undefined)
        return documentPage(parts, request, { ...asked, number, against })
      const view = await parts.workshop.view(id)
      const version = view.newest.get(key)
      const editing = version && editingOf(parts, view, version, query.edit)
      return documentPage(parts, request, asked, { editing })
    },
  )
