import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { BroughtPage, ProjectImportPage } from '../../views/project-import-page.tsx'
import type { Parts } from '../parts.ts'
import { leftOutWords, readBundle } from './archive-request.ts'
import { invalid } from './field-readers.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { problemOf } from './problem.ts'
import { readBytes } from './request-body.ts'
import { admit, frameOf } from './visitor.tsx'

/** Files that a page names as left out. */
const NAMED = 20

/** The bytes of the one file of a form. Throws a Problem (413, 422). */
async function readUpload(request: Request): Promise<Uint8Array> {
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  const bytes = await readBytes(request)
  let file: unknown
  try {
    file = (await new Response(bytes, { headers }).formData()).get('file')
  } catch {
    throw invalid([{ field: 'file', message: 'cannot be read; send it by the form' }])
  }
  if (!(file instanceof Blob) || file.size === 0)
    throw invalid([{ field: 'file', message: 'is missing; choose the ZIP file of a project' }])
  return new Uint8Array(await file.arrayBuffer())
}

function importPage(parts: Parts, request: Request, error?: unknown): Response {
  const frame = frameOf(parts, request)
  if (error === undefined) return pageResponse(<ProjectImportPage frame={frame} remarks={[]} />)
  const { status, code, detail, errors = [] } = problemOf(error)
  if (code === 'internal') throw error
  // What is wrong with an archive's file is in the sentence.
  const more = code === 'archive_refused' ? [] : errors.map(({ field, message }) => `${field} ${message}.`)
  return pageResponse(<ProjectImportPage frame={frame} remarks={[detail, ...more]} />, { status })
}

/** Projects that were downloaded, as projects again. */
export const projectImport = (parts: Parts) =>
  new Elysia({ name: 'project-import' })
    .get('/projects/import', ({ request }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : importPage(parts, request)
    })
    .post(
      '/projects/import',
      async ({ request }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          const { bundle, leftOut } = readBundle(await readUpload(request))
          const { id } = await parts.workshop.unbundle(bundle)
          if (leftOut.length === 0) return seeOther(`/projects/${id}`)
          const query = new URLSearchParams(leftOut.slice(0, NAMED).map((path) => ['file', path]))
          return seeOther(`/projects/${id}/brought?${query}`)
        } catch (error) {
          return importPage(parts, request, error)
        }
      },
      { parse: 'none' },
    )
    .get('/projects/:id/brought', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const { project } = await parts.workshop.view(knownProject(id))
      const remarks = leftOutWords(new URL(request.url).searchParams.getAll('file').slice(0, NAMED))
      return pageResponse(
        <BroughtPage frame={frameOf(parts, request)} project={project} remarks={remarks} />,
        { status: 200 },
      )
    })
