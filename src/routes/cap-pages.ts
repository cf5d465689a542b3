import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { readCapsForm } from './cap-fields.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { projectPage } from './project-pages.tsx'
import { readFields } from './request-body.ts'
import { admit } from './visitor.tsx'

/** The caps of a project, as its page's form sets them. */
export const capPages = (parts: Parts) =>
  new Elysia({ name: 'cap-pages' }).post(
    '/projects/:id/caps',
    async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      try {
        await parts.projects.cap(knownProject(id), readCapsForm(await readFields(request)))
        return seeOther(`/projects/${id}#costs-title`)
      } catch (error) {
        if (error instanceof ProjectUnknown) throw error
        return projectPage(parts, request, knownProject(id), error)
      }
    },
    { parse: 'none' },
  )
