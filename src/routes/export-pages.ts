import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { exportAnswer } from './export-answer.ts'
import { knownProject } from './known-project.ts'
import { admit } from './visitor.tsx'

/** What a project becomes for other tools, to take along. */
export const exportPages = (parts: Parts) =>
  new Elysia({ name: 'export-pages' }).get(
    '/projects/:id/exports/:target',
    async ({ request, params: { id, target }, query }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      return exportAnswer(await parts.workshop.bundle(knownProject(id)), target, query.file)
    },
  )
