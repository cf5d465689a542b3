import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { exportAll } from '../planning/export.ts'
import { asFacts, exportAnswer } from './export-answer.ts'
import { requireClient } from './guard.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'

/** Projects as files for other tools. */
export const exportsApi = (parts: Parts) =>
  new Elysia({ name: 'exports-api' })
    .get('/api/projects/:id/exports', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      const bundle = await parts.workshop.bundle(knownProject(id))
      return json({ exports: exportAll(bundle).map(asFacts) })
    })
    .get('/api/projects/:id/exports/:target', async ({ request, params: { id, target }, query }) => {
      requireClient(parts, request)
      return exportAnswer(await parts.workshop.bundle(knownProject(id)), target, query.file)
    })
