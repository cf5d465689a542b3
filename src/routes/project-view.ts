import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { knownProject } from './known-project.ts'
import { readPositions } from './positions.ts'
import { ProjectFrames } from './project-frames.tsx'
import { admit } from './visitor.tsx'
import { watchedStream } from './watched-stream.ts'

/** The one stream that a project's page follows: everything that is being written there, side by side. */
export const projectView = (parts: Parts) =>
  new Elysia({ name: 'project-view' }).get('/projects/:id/view', ({ request, server, params: { id } }) => {
    const visitor = admit(parts, request)
    if (visitor instanceof Response) return visitor
    parts.projects.get(knownProject(id))
    const headers = { 'x-content-type-options': 'nosniff' }
    if (request.method === 'HEAD')
      return new Response(null, {
        headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' },
      })
    const at = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('at') ?? ''
    const reader = parts.readers.enter(visitor.id)
    const frames = new ProjectFrames(parts, id, readPositions(at))
    return watchedStream({ parts, request, server, reader, id }, frames, headers)
  })
