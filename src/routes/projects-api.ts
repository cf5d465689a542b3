import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { filesOf } from '../planning/bundle.ts'
import { isDocument } from '../projects/document-keys.ts'
import { complexityOf } from '../projects/judgement.ts'
import { briefOf } from '../projects/orders.ts'
import { DocumentUnknown, type Handoff, type View } from '../projects/workshop.ts'
import { pack } from '../projects/zip.ts'
import type { Version } from '../store/documents.ts'
import { leftOutWords, readArchive, readBundle } from './archive-request.ts'
import { attachment } from './attachment.ts'
import { readBriefForm, readWithFile } from './brief-upload.ts'
import { readRunCaps } from './cap-fields.ts'
import { correctionAsJson } from './correction-request.ts'
import { requireClient } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'
import { readDocument, readProgress, readProject, readProjectChange, readReason } from './project-request.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { expectedVersion, versionAsked, versionConflict } from './version-match.ts'
import { walkAsJson } from './walk-request.ts'

/** How many projects the list gives. */
const NEWEST = 100

function knownDocument(key: string): string {
  if (isDocument(key)) return key
  throw new DocumentUnknown(key)
}

const factsOf = ({ text: _, sections: __, ...facts }: Version) => facts

const viewAsJson = ({ workshop }: Parts, view: View) => ({
  project: view.project,
  steps: view.steps,
  costs: workshop.costs(view),
  documents: [...view.newest.values()].map(factsOf),
  walk: view.walk && walkAsJson(view.walk),
  correction: view.correction && correctionAsJson(view.correction),
})

const etag = (version: Version): Record<string, string> => ({ etag: `"${version.number}"` })

/** As text for an agent that asks for Markdown or plain text, else with where the work stands. */
function handoffAnswer(request: Request, { text, standing }: Handoff): Response {
  const { done, all, next, blocked } = standing
  if (/\btext\/(markdown|plain)\b/i.test(request.headers.get('accept') ?? ''))
    return new Response(text, {
      headers: { 'content-type': 'text/markdown; charset=utf-8', 'cache-control': 'no-store' },
    })
  return json({
    text,
    done,
    all,
    next: next && { task: next.task.id, phase: next.phase.number },
    blocked: blocked.map(({ task, note }) => ({ task: task.id, note })),
  })
}

/** Projects, where they stand, and their documents. */
export const projectsApi = (parts: Parts) =>
  new Elysia({ name: 'projects-api' })
    .get('/api/projects', ({ request, query: { archived } }) => {
      requireClient(parts, request)
      return json({ projects: parts.projects.newest(NEWEST, archived === 'true') })
    })
    .post(
      '/api/projects',
      async ({ request }) => {
        requireClient(parts, request)
        const { name, brief, wishes } = readWithFile(await readBriefForm(request), readProject)
        const project = await parts.workshop.create(name, brief, wishes)
        const location = `/api/projects/${project.id}`
        return json(viewAsJson(parts, await parts.workshop.view(project.id)), {
          status: 201,
          headers: { location },
        })
      },
      { parse: 'none' },
    )
    .get('/api/projects/:id', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      return json(viewAsJson(parts, await parts.workshop.view(knownProject(id))))
    })
    .patch(
      '/api/projects/:id',
      async ({ request, params: { id } }) => {
        requireClient(parts, request)
        parts.projects.get(knownProject(id))
        const { name, wishes, archived, overrule, caps } = readProjectChange(await readFields(request))
        if (name !== undefined) await parts.projects.rename(id, name)
        if (Object.keys(wishes).length > 0)
          await parts.projects.wish(id, { ...parts.projects.get(id).wishes, ...wishes })
        if (overrule !== undefined) await parts.projects.overrule(id, overrule)
        if (caps !== undefined) await parts.projects.cap(id, caps)
        if (archived !== undefined) await parts.workshop.archive(id, archived)
        return json(viewAsJson(parts, await parts.workshop.view(id)))
      },
      { parse: 'none' },
    )
    .delete('/api/projects/:id', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      await parts.workshop.remove(knownProject(id))
      return new Response(null, { status: 204 })
    })
    .post(
      '/api/projects/import',
      async ({ request }) => {
        requireClient(parts, request)
        const { bundle, leftOut } = readBundle(await readArchive(request))
        const project = await parts.workshop.unbundle(bundle)
        const headers = { location: `/api/projects/${project.id}` }
        const view = viewAsJson(parts, await parts.workshop.view(project.id))
        return json({ ...view, remarks: leftOutWords(leftOut) }, { status: 201, headers })
      },
      { parse: 'none' },
    )
    .get('/api/projects/:id/export', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      const bundle = await parts.workshop.bundle(knownProject(id))
      return new Response(pack(filesOf(bundle)), {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': attachment(bundle.name, 'project', 'zip'),
          'cache-control': 'no-store',
        },
      })
    })
    .get('/api/projects/:id/complexity', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      const { project, newest } = await parts.workshop.view(knownProject(id))
      return json(complexityOf(project, briefOf(newest) ?? ''))
    })
    .get('/api/projects/:id/findings', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      const { findings, muted } = await parts.workshop.inspect(knownProject(id))
      return json({ findings, muted })
    })
    .put(
      '/api/projects/:id/mutes/:finding',
      async ({ request, params: { id, finding } }) => {
        requireClient(parts, request)
        await parts.workshop.mute(knownProject(id), finding, readReason(await readFields(request)))
        return new Response(null, { status: 204 })
      },
      { parse: 'none' },
    )
    .delete('/api/projects/:id/mutes/:finding', async ({ request, params: { id, finding } }) => {
      requireClient(parts, request)
      await parts.workshop.mute(knownProject(id), finding)
      return new Response(null, { status: 204 })
    })
    .get('/api/projects/:id/trace', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      return json((await parts.workshop.inspect(knownProject(id))).trace)
    })
    .get('/api/projects/:id/handoff', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      return handoffAnswer(request, await parts.workshop.handoff(knownProject(id)))
    })
    .post(
      '/api/projects/:id/progress',
      async ({ request, params: { id } }) => {
        requireClient(parts, request)
        const { task, progress } = readProgress(await readFields(request))
        return handoffAnswer(request, await parts.workshop.record(knownProject(id), task, progress))
      },
      { parse: 'none' },
    )
    .get('/api/projects/:id/documents/:key', async ({ request, params: { id, key }, query }) => {
      requireClient(parts, request)
      await parts.workshop.view(knownProject(id))
      const number = versionAsked(query.version)
      const version = parts.documents.version(id, knownDocument(key), number)
      if (!version) throw new DocumentUnknown(key)
      const versions = parts.documents.history(id, key)
      return json(
        { version: { ...factsOf(version), text: version.text }, versions },
        { headers: etag(version) },
      )
    })
    .put(
      '/api/projects/:id/documents/:key',
      async ({ request, params: { id, key } }) => {
        requireClient(parts, request)
        const after = expectedVersion(request)
        const text = readDocument(await readFields(request))
        const version = await parts.workshop
          .edit(knownProject(id), key, text, after)
          .catch((error: unknown) => {
            const base = parts.documents.version(id, key, after)
            throw versionConflict(error, parts.documents.version(id, key), text, base)
          })
        return json({ version: factsOf(version) }, { headers: etag(version) })
      },
      { parse: 'none' },
    )
    .post(
      '/api/projects/:id/documents/:key/write',
      async ({ request, params: { id, key } }) => {
        const client = requireClient(parts, request)
        const caps = await readRunCaps(request)
        const facts = { model: '', requestId: requestIdOf(request), client: client.id, ...caps }
        const run = await parts.workshop.write(knownProject(id), key, facts, idempotencyKey(request))
        const headers = { location: `/api/runs/${run.id}` }
        return json({ run: run.id, created: run.created }, { status: 202, headers })
      },
      { parse: 'none' },
    )
