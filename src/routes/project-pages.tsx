import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ProjectsPage, type ProjectValues } from '../../views/projects-page.tsx'
import type { Parts } from '../parts.ts'
import { filesOf } from '../planning/bundle.ts'
import { foundOnce } from '../projects/founding.ts'
import { pack } from '../projects/zip.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { attachment } from './attachment.ts'
import { readBriefForm, readWithFile, withFile } from './brief-upload.ts'
import { newIntent, withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { overviewPage } from './overview.tsx'
import { pageResponse } from './page-response.ts'
import { mendable } from './problem.ts'
import { readProgress, readProject } from './project-request.ts'
import { readFields } from './request-body.ts'
import { admit, frameOf } from './visitor.tsx'

/** How many projects are listed, and how many more each time. */
const NEWEST = 50
const MOST_LISTED = 5000

const typed = (fields: Record<string, unknown>, name: string): string =>
  typeof fields[name] === 'string' ? fields[name] : ''

function projectsPage(parts: Parts, request: Request, values: ProjectValues, error?: unknown): Response {
  const { status, errors, detail } = error === undefined ? { status: 200 } : mendable(error)
  const { searchParams } = new URL(request.url)
  const archived = searchParams.has('archived')
  const show = searchParams.get('show') ?? ''
  const shown = /^\d{1,4}$/.test(show) ? Math.min(MOST_LISTED, Math.max(NEWEST, Number(show))) : NEWEST
  const projects = parts.projects.newest(shown + 1, archived)
  const more = projects.length > shown ? shown + NEWEST : undefined
  const page = (
    <ProjectsPage
      frame={frameOf(parts, request)}
      projects={projects.slice(0, shown)}
      more={more}
      archived={archived}
      values={values}
      errors={errors}
      remark={errors ? undefined : detail}
      now={parts.now()}
    />
  )
  return pageResponse(page, { status })
}

/** Projects as people see them. */
export const projectPages = (parts: Parts) =>
  new Elysia({ name: 'project-pages' })
    .get('/projects', ({ request }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      return projectsPage(parts, request, { name: '', brief: '', languages: '', intent: newIntent(parts) })
    })
    .post(
      '/projects',
      async ({ request }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const form = await readBriefForm(request)
        const { intent, ...rest } = withLineFeeds(form.fields)
        form.fields = rest
        const fields = withFile(form)
        const sent = typeof intent === 'string' && intent !== '' ? intent : newIntent(parts)
        try {
          const asked = readWithFile(form, readProject)
          // One form sent twice is one project; a form that was changed in between is another.
          const seed = JSON.stringify(['projects', visitor.id, sent, asked])
          return seeOther(`/projects/${await foundOnce(parts, seed, asked)}`)
        } catch (error) {
          const values = {
            name: typed(fields, 'name'),
            brief: typed(fields, 'brief'),
            languages: typed(fields, 'languages'),
            intent: sent,
          }
          return projectsPage(parts, request, values, error)
        }
      },
      { parse: 'none' },
    )
    .get('/projects/:id', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : overviewPage(parts, request, knownProject(id))
    })
    .get('/projects/:id/export', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const bundle = await parts.workshop.bundle(knownProject(id))
      return new Response(pack(filesOf(bundle)), {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': attachment(bundle.name, 'project', 'zip'),
          'cache-control': 'private, no-cache',
          'x-content-type-options': 'nosniff',
        },
      })
    })
    .post(
      '/projects/:id/progress',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        try {
          const { task, progress } = readProgress(await readFields(request))
          await parts.workshop.record(knownProject(id), task, progress)
          return seeOther(`/projects/${id}#next-title`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return overviewPage(parts, request, knownProject(id), error)
        }
      },
      { parse: 'none' },
    )
