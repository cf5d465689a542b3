import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { DeleteProjectPage } from '../../views/settings-page.tsx'
import type { Parts } from '../parts.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { placePage } from './places.tsx'
import { readOverruleForm, readProjectChange } from './project-request.ts'
import { readFields } from './request-body.ts'
import { admit, frameOf } from './visitor.tsx'

/** What a person does to a project as a whole: name, archive, delete, and what is judged of it. */
export const carePages = (parts: Parts) => {
  /** Does it; where it cannot be done the page says why. */
  const change = async (
    request: Request,
    id: string,
    act: (fields: Record<string, unknown>) => Promise<void>,
  ): Promise<Response> => {
    const visitor = admit(parts, request)
    if (visitor instanceof Response) return visitor
    let fields: Record<string, unknown> = {}
    try {
      fields = await readFields(request)
      await act(fields)
      return seeOther(`/projects/${id}/settings`)
    } catch (error) {
      if (error instanceof ProjectUnknown) throw error
      return placePage(parts, request, knownProject(id), 'settings', {
        error,
        name: typeof fields.name === 'string' ? fields.name : undefined,
      })
    }
  }
  return new Elysia({ name: 'care-pages' })
    .post(
      '/projects/:id/rename',
      async ({ request, params: { id } }) =>
        change(request, id, async ({ name }) => {
          const { name: read = '' } = readProjectChange({ name })
          await parts.projects.rename(knownProject(id), read)
        }),
      { parse: 'none' },
    )
    .post(
      '/projects/:id/archive',
      async ({ request, params: { id } }) =>
        change(request, id, ({ archived }) => parts.workshop.archive(knownProject(id), archived === 'true')),
      { parse: 'none' },
    )
    .post(
      '/projects/:id/overrule',
      async ({ request, params: { id } }) =>
        change(request, id, (fields) => parts.projects.overrule(knownProject(id), readOverruleForm(fields))),
      { parse: 'none' },
    )
    .get('/projects/:id/delete', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const project = parts.projects.get(knownProject(id))
      return pageResponse(<DeleteProjectPage frame={frameOf(parts, request)} project={project} />)
    })
    .post(
      '/projects/:id/delete',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        await parts.workshop.remove(knownProject(id))
        return seeOther('/projects')
      },
      { parse: 'none' },
    )
}
