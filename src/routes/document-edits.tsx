import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { Preview } from '../../views/section-editor.tsx'
import type { Parts } from '../parts.ts'
import { SectionEdits } from '../projects/section-edits.ts'
import { DocumentUnknown } from '../projects/workshop.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { asTyped, conflictEditing, previewOf, readEdit } from './document-editing.ts'
import { documentPage } from './document-pages.tsx'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { mendable } from './problem.ts'
import { readDocument } from './project-request.ts'
import { readFields } from './request-body.ts'
import { admit, isPart } from './visitor.tsx'

/** Editing documents by their pages. */
export const documentEdits = (parts: Parts) => {
  const edits = new SectionEdits(parts.documents, parts.workshop)
  return new Elysia({ name: 'document-edits' })
    .post(
      '/projects/:id/documents/:key',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const edit = readEdit(await readFields(request))
        const asked = { id: knownProject(id), key }
        try {
          const kept = await edits.keep(id, key, edit, (text) => void readDocument({ text }))
          if (!('newest' in kept)) {
            const place = kept.section === undefined ? '' : `#part-${kept.section}`
            return seeOther(`/projects/${id}/documents/${key}${place}`)
          }
          const view = await parts.workshop.view(id)
          return documentPage(parts, request, asked, {
            editing: conflictEditing(parts, view, kept),
            status: 412,
          })
        } catch (error) {
          if (error instanceof ProjectUnknown || error instanceof DocumentUnknown) throw error
          const { status, errors, detail } = mendable(error)
          const view = await parts.workshop.view(id)
          const editing = asTyped(parts, view, key, edit)
          return documentPage(parts, request, asked, {
            editing: { ...editing, errors, remark: errors ? undefined : detail },
            status,
          })
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/documents/:key/preview',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const edit = readEdit(await readFields(request))
        const view = await parts.workshop.view(knownProject(id))
        if (!view.newest.has(key)) throw new DocumentUnknown(key)
        if (isPart(request)) return pageResponse(<Preview html={previewOf(parts, view, key, edit.text)} />)
        return documentPage(parts, request, { id, key }, { editing: asTyped(parts, view, key, edit) })
      },
      { parse: 'none' },
    )
}
