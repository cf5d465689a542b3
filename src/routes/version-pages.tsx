import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { type VersionRow, VersionsPage } from '../../views/versions-page.tsx'
import type { Parts } from '../parts.ts'
import { changedWords } from '../planning/changed-words.ts'
import { titleOf } from '../projects/document-keys.ts'
import { DocumentUnknown } from '../projects/workshop.ts'
import { StoreConflict } from '../store/conflict.ts'
import { attachment } from './attachment.ts'
import { isNumber } from './document-editing.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { Problem } from './problem.ts'
import { shellOf } from './project-shell.ts'
import { readFields } from './request-body.ts'
import { versionAsked } from './version-match.ts'
import { admit } from './visitor.tsx'

/** Versions on one page, since each is compared with the one before. */
const SHOWN = 30

function rowsOf({ documents }: Parts, id: string, key: string, below: number): VersionRow[] {
  const facts = documents.history(id, key).filter(({ number }) => number < below)
  const texts = facts.slice(0, SHOWN + 1).map(({ number }) => documents.version(id, key, number)?.text ?? '')
  return facts.slice(0, SHOWN).map((each, at) => {
    const before = texts[at + 1]
    const changed = before === undefined ? 'the first' : changedWords(before, texts[at] ?? '')
    return { ...each, changed }
  })
}

/** A document's versions, and its text as a file. */
export const versionPages = (parts: Parts) =>
  new Elysia({ name: 'version-pages' })
    .get('/projects/:id/documents/:key/versions', async ({ request, params: { id, key }, query }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const view = await parts.workshop.view(knownProject(id))
      const newest = view.newest.get(key)?.number
      if (newest === undefined) throw new DocumentUnknown(key)
      const rows = rowsOf(parts, id, key, versionAsked(query.below) ?? Number.POSITIVE_INFINITY)
      const last = rows.at(-1)?.number ?? 1
      return pageResponse(
        <VersionsPage
          shell={shellOf(parts, request, view, key)}
          title={titleOf(key)}
          document={key}
          rows={rows}
          newest={newest}
          older={last > 1 ? last : undefined}
        />,
      )
    })
    .get('/projects/:id/documents/:key/download', async ({ request, params: { id, key }, query }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const project = parts.projects.get(knownProject(id))
      const version = parts.documents.version(id, key, versionAsked(query.version))
      if (!version) throw new DocumentUnknown(key)
      return new Response(version.text, {
        headers: {
          'content-type': 'text/markdown; charset=utf-8',
          'content-disposition': attachment(project.name, key),
          'cache-control': 'private, no-cache',
          'x-content-type-options': 'nosniff',
        },
      })
    })
    .post(
      '/projects/:id/documents/:key/restore',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { version: number, after } = await readFields(request)
        knownProject(id)
        const old = isNumber(number) ? parts.documents.version(id, key, Number(number)) : undefined
        if (!old) throw new DocumentUnknown(key)
        const place = `/projects/${id}/documents/${key}`
        // Asked for twice, it is one version.
        if (parts.documents.version(id, key)?.text === old.text) return seeOther(place)
        try {
          await parts.workshop.edit(id, key, old.text, Number(after))
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error
          throw new Problem({
            status: 412,
            code: 'version_changed',
            detail: 'The document has changed meanwhile. Look at its versions again, then choose.',
          })
        }
        return seeOther(place)
      },
      { parse: 'none' },
    )
