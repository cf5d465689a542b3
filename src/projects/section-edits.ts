import { drawDocument } from '../markdown/at-rest.ts'
import { cleanText, mergeDocuments, mergeTexts } from '../planning/merge.ts'
import {
  alikeSection,
  editableText,
  type Sectioned,
  sameSection,
  sectionsAt,
  withSection,
} from '../planning/section-edit.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Documents, Version } from '../store/documents.ts'
import { DocumentUnknown } from './refusals.ts'
import type { Workshop } from './workshop.ts'

/** What a person typed into a document or into one section of it. */
export interface Edit {
  /** Number of the version that it began with. */
  after: number
  text: string
  /** Number of the section in that version; absent for the whole document. */
  section?: number
}

/** Somebody else has changed the same place meanwhile: nothing is kept, nothing is lost. */
export interface EditConflict {
  newest: Version
  /** Of the newest version; absent where the whole document is edited from here on, since that has the section no more. */
  section?: number
  /** What both edits make together where they do not touch each other, else what was typed. */
  text: string
  isMerged: boolean
  /** What stands there now. */
  theirs: string
}

/** Sections as they can be edited. */
export function sectionsOf(text: string): Sectioned {
  return { text, sections: sectionsAt(drawDocument(text, { prefix: '' }).headings, text.length) }
}

/** Somebody may be quicker at each attempt; so often nobody is. */
const ATTEMPTS = 5

export class SectionEdits {
  constructor(
    private readonly documents: Documents,
    private readonly workshop: Workshop,
  ) {}

  /**
   * Keeps an edit as the next version. Of a section that nobody else has changed it is kept whatever has become of the rest; what
   * changes nothing, and what is there already, makes no version. `check` may refuse the whole text by throwing. Gives the section's
   * number in the newest version, or the conflict. Throws ProjectUnknown, DocumentUnknown, StorageError, and what `check` throws.
   */
  async keep(
    id: string,
    key: string,
    edit: Edit,
    check: (text: string) => void,
  ): Promise<{ section?: number } | EditConflict> {
    for (let attempt = 1; ; attempt += 1) {
      const newest = this.documents.version(id, key)
      const base = this.documents.version(id, key, edit.after)
      if (!newest) throw new DocumentUnknown(key)
      const found = edit.section === undefined ? whole(edit, newest) : inSection(edit, newest, base)
      if ('text' in found && found.text !== newest.text) check(found.text)
      if (!('text' in found)) return conflictOf(edit, newest, base)
      if (found.text === newest.text) return found
      try {
        await this.workshop.edit(id, key, found.text, newest.number)
        return found
      } catch (error) {
        if (!(error instanceof StoreConflict) || attempt >= ATTEMPTS) throw error
      }
    }
  }
}

type Found = { text: string; section?: number } | { conflict: true }

function whole({ after, text }: Edit, newest: Version): Found {
  return after === newest.number || text === newest.text ? { text } : { conflict: true }
}

function inSection(
  { after, text, section: number }: Edit,
  newest: Version,
  base: Version | undefined,
): Found {
  if (!base) return { conflict: true }
  const before = sectionsOf(base.text)
  const section = before.sections.find((each) => each.number === number)
  if (!section) return { conflict: true }
  if (after === newest.number) return { text: withSection(newest.text, section, text), section: number }
  const now = sectionsOf(newest.text)
  const same = sameSection(before, section, now)
  if (same) return { text: withSection(newest.text, same, text), section: same.number }
  // The same form sent again: what it says is there.
  const alike = alikeSection(before, section, now)
  return alike && editableText(newest.text, alike) === text.replace(/\r\n?/g, '\n').trimEnd()
    ? { text: newest.text, section: alike.number }
    : { conflict: true }
}

function conflictOf(edit: Edit, newest: Version, base: Version | undefined): EditConflict {
  const { text } = edit
  const before = base && sectionsOf(base.text)
  const section = before?.sections.find(({ number }) => number === edit.section)
  const now = sectionsOf(newest.text)
  const theirs = before && section && alikeSection(before, section, now)
  if (before && section && theirs) {
    const [mine, was] = [editableText(newest.text, theirs), editableText(before.text, section)]
    const merged = cleanText(mergeTexts(mine, was, text))
    return {
      ...{ newest, section: theirs.number, theirs: mine },
      ...{ text: merged ?? text, isMerged: merged !== undefined },
    }
  }
  const typed = before && section ? withSection(before.text, section, text) : text
  const merged = base && cleanText(mergeDocuments(newest.document, newest.text, base.text, typed))
  return { newest, theirs: newest.text, text: merged ?? typed, isMerged: merged !== undefined }
}
