import type { Editing } from '../../views/section-editor.tsx'
import { drawAtRest } from '../markdown/at-rest.ts'
import { belowTitle } from '../markdown/outline.ts'
import type { Parts } from '../parts.ts'
import { editableText } from '../planning/section-edit.ts'
import { type Edit, type EditConflict, sectionsOf } from '../projects/section-edits.ts'
import type { View } from '../projects/workshop.ts'
import type { Version } from '../store/documents.ts'
import { mentionsIn } from './document-reading.ts'
import { withLineFeeds } from './form-values.ts'

/** What stands in the field in which a document is edited. */

export const isNumber = (text: unknown): text is string =>
  typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text)

/** UTF-16 code units: more is no document, and drawing it at each word would keep others waiting. */
const PREVIEWED = 200 * 1024

/** Safe HTML of what somebody types into a document. */
export function previewOf(parts: Parts, view: View, key: string, text: string): string {
  if (text.length > PREVIEWED) return ''
  const { definedBy: _, ...mentions } = mentionsIn(parts, view, key)
  // The page has the ids of what stands in the document already.
  const drawing = { prefix: 'preview-', mentions: { ...mentions, definedBy: () => undefined } }
  return belowTitle(drawAtRest(text, drawing))
}

/** A section of the newest version to be edited, by its number; anything else is the whole document. */
export function editingOf(parts: Parts, view: View, version: Version, asked: string): Editing | undefined {
  const { number: after, text: whole, document } = version
  const found = sectionsOf(whole).sections.find(({ number }) => String(number) === asked)
  if (!found && isNumber(asked)) return undefined
  const text = found ? editableText(whole, found) : whole
  const preview = previewOf(parts, view, document, text)
  return { after, text, preview, ...(found ? { section: { number: found.number, title: found.title } } : {}) }
}

/** What the form was sent with. */
export function readEdit(fields: Record<string, unknown>): Edit {
  const { after, section, text } = withLineFeeds(fields)
  return {
    after: isNumber(after) ? Number(after) : -1,
    text: typeof text === 'string' ? text : '',
    ...(isNumber(section) ? { section: Number(section) } : {}),
  }
}

/** What was typed, in its place again. */
export function asTyped(parts: Parts, view: View, key: string, { after, text, section }: Edit): Editing {
  const base = parts.documents.version(view.project.id, key, after)
  const found = base && sectionsOf(base.text).sections.find(({ number }) => number === section)
  return {
    after,
    text,
    preview: previewOf(parts, view, key, text),
    ...(found ? { section: { number: found.number, title: found.title } } : {}),
  }
}

export function conflictEditing(parts: Parts, view: View, conflict: EditConflict): Editing {
  const { newest, section: number, text, theirs, isMerged } = conflict
  const section = sectionsOf(newest.text).sections.find((each) => each.number === number)
  return {
    after: newest.number,
    text,
    theirs,
    preview: previewOf(parts, view, newest.document, text),
    remark: isMerged
      ? 'Somebody has changed it meanwhile, in other places. The field below holds what your edit and theirs make together: look at it and save it again.'
      : 'Somebody has changed it meanwhile. The field below holds your text; above it stands how it differs from theirs. Put them together and save it again.',
    ...(section ? { section: { number: section.number, title: section.title } } : {}),
  }
}
