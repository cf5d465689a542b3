import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ExportPage } from '../../views/export-page.tsx'
import type { Parts } from '../parts.ts'
import { exportAll } from '../planning/export.ts'
import { exportAnswer } from './export-answer.ts'
import { knownProject } from './known-project.ts'
import { pageResponse } from './page-response.ts'
import { admit, frameOf } from './visitor.tsx'

/** What a project becomes for other tools, to look through and to take along. */
export const exportPages = (parts: Parts) =>
  new Elysia({ name: 'export-pages' })
    .get('/projects/:id/exports', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const bundle = await parts.workshop.bundle(knownProject(id))
      const page = (
        <ExportPage
          frame={frameOf(parts, request)}
          project={parts.projects.get(id)}
          exports={exportAll(bundle)}
        />
      )
      return pageResponse(page, { status: 200 })
    })
    .get('/projects/:id/exports/:target', async ({ request, params: { id, target }, query }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      return exportAnswer(await parts.workshop.bundle(knownProject(id)), target, query.file)
    })
