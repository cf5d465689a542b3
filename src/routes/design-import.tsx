import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ImportPage } from '../../views/import-page.tsx'
import { TakenPage } from '../../views/taken-page.tsx'
import type { Parts } from '../parts.ts'
import { takeApart } from '../planning/foreign-design.ts'
import { makeOfDesign } from '../projects/foreign-project.ts'
import { DocumentUnknown } from '../projects/workshop.ts'
import { readUploadFields, uploadOf } from './design-upload.ts'
import { requireClient } from './guard.ts'
import { knownProject } from './known-project.ts'
import { json, seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { problemOf } from './problem.ts'
import { shellOf } from './project-shell.ts'
import { admit, frameOf } from './visitor.tsx'

interface Refused {
  fields: Record<string, unknown>
  error: unknown
}

function importPage(parts: Parts, request: Request, refused?: Refused): Response {
  const { status, detail, errors, code } = refused ? problemOf(refused.error) : { status: 200 }
  if (code === 'internal') throw refused?.error
  const typed = (name: string): string => {
    const value = refused?.fields[name]
    return typeof value === 'string' ? value : ''
  }
  const page = (
    <ImportPage
      frame={frameOf(parts, request)}
      text={typed('text')}
      name={typed('name')}
      errors={errors}
      remark={detail}
    />
  )
  return pageResponse(page, { status })
}

/** Designs that were written elsewhere, as projects. */
export const designImport = (parts: Parts) =>
  new Elysia({ name: 'design-import' })
    .post(
      '/api/projects/import-design',
      async ({ request }) => {
        requireClient(parts, request)
        const { name, text, taken } = uploadOf(await readUploadFields(request))
        const { id } = await makeOfDesign(parts, name, text, taken)
        const { project, steps } = await parts.workshop.view(id)
        const { findings } = await parts.workshop.inspect(id)
        const { remarks, design } = taken
        const requirements = design.requirements.map(({ id: called, text: said }) => ({
          id: called,
          text: said,
        }))
        const headers = { location: `/api/projects/${id}` }
        return json({ project, steps, requirements, remarks, findings }, { status: 201, headers })
      },
      { parse: 'none' },
    )
    .get('/projects/import-design', ({ request }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : importPage(parts, request)
    })
    .post(
      '/projects/import-design',
      async ({ request }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        let fields: Record<string, unknown> = {}
        try {
          fields = await readUploadFields(request)
          const { name, text, taken } = uploadOf(fields)
          const { id } = await makeOfDesign(parts, name, text, taken)
          return seeOther(`/projects/${id}/taken`)
        } catch (error) {
          return importPage(parts, request, { fields, error })
        }
      },
      { parse: 'none' },
    )
    .get('/projects/:id/taken', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const view = await parts.workshop.view(knownProject(id))
      const first = parts.documents.version(id, 'design', 1)
      if (first?.author !== 'import') throw new DocumentUnknown('design')
      const page = <TakenPage shell={shellOf(parts, request, view)} taken={takeApart(first.text)} />
      return pageResponse(page, { status: 200 })
    })
