import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ProjectPage } from '../../views/project-page.tsx'
import { ProjectsPage, type ProjectValues } from '../../views/projects-page.tsx'
import type { Shown } from '../../views/questions.tsx'
import type { Parts } from '../parts.ts'
import { filesOf } from '../planning/bundle.ts'
import { pack } from '../projects/zip.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { attachment } from './attachment.ts'
import { readBriefForm, readWithFile, withFile } from './brief-upload.ts'
import { withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { problemOf } from './problem.ts'
import { liveOf, restOf } from './project-parts.ts'
import { readProgress, readProject, readReason } from './project-request.ts'
import { readFields } from './request-body.ts'
import { admit, frameOf } from './visitor.tsx'

const NEWEST = 50

const typed = (fields: Record<string, unknown>, name: string): string =>
  typeof fields[name] === 'string' ? fields[name] : ''

/** Of what somebody can mend. Throws what nobody foresaw. */
export function mendable(error: unknown) {
  const problem = problemOf(error)
  if (problem.code === 'internal') throw error
  return problem
}

function projectsPage(parts: Parts, request: Request, values: ProjectValues, error?: unknown): Response {
  const { status, errors, detail } = error === undefined ? { status: 200 } : mendable(error)
  const archived = new URL(request.url).searchParams.has('archived')
  const page = (
    <ProjectsPage
      frame={frameOf(parts, request)}
      projects={parts.projects.newest(NEWEST, archived)}
      archived={archived}
      values={values}
      errors={errors}
      remark={errors ? undefined : detail}
      now={parts.now()}
    />
  )
  return pageResponse(page, { status })
}

/** `shown`: the question that a person has answered where the answer was not taken. */
export async function projectPage(
  parts: Parts,
  request: Request,
  id: string,
  error?: unknown,
  shown?: Shown,
): Promise<Response> {
  const { status, detail } = error === undefined ? { status: 200 } : mendable(error)
  const view = await parts.workshop.view(id)
  const asked = { number: Number(new URL(request.url).searchParams.get('question')) }
  const page = (
    <ProjectPage
      frame={frameOf(parts, request)}
      project={view.project}
      walk={view.walk}
      rest={await restOf(parts, view, shown ?? asked)}
      {...(await liveOf(parts, view))}
      remark={detail}
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
      return projectsPage(parts, request, { name: '', brief: '', languages: '' })
    })
    .post(
      '/projects',
      async ({ request }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const form = await readBriefForm(request)
        form.fields = withLineFeeds(form.fields)
        const fields = withFile(form)
        try {
          const { name, brief, wishes } = readWithFile(form, readProject)
          const { id } = await parts.workshop.create(name, brief, wishes)
          return seeOther(`/projects/${id}`)
        } catch (error) {
          const values = {
            name: typed(fields, 'name'),
            brief: typed(fields, 'brief'),
            languages: typed(fields, 'languages'),
          }
          return projectsPage(parts, request, values, error)
        }
      },
      { parse: 'none' },
    )
    .get('/projects/:id', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : projectPage(parts, request, knownProject(id))
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
          return projectPage(parts, request, knownProject(id), error)
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/mutes/:finding',
      async ({ request, params: { id, finding } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { reason } = await readFields(request)
        try {
          // The same form without a reason takes the mute back.
          if (reason === undefined) await parts.workshop.mute(knownProject(id), finding)
          else await parts.workshop.mute(knownProject(id), finding, readReason({ reason }))
          return seeOther(`/projects/${id}#findings-title`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return projectPage(parts, request, knownProject(id), error)
        }
      },
      { parse: 'none' },
    )
