import type { Wishes } from '../store/projects.ts'
import { type Reader, readForm, readList, readLongText, readName, readText } from './field-readers.ts'

const DOCUMENT_BYTES = 192 * 1024

const READERS: Record<string, Reader> = {
  name: readName,
  brief: readLongText,
  languages: readList,
  frameworks: readList,
  apis: readList,
}

export interface ProjectRequest {
  name: string
  brief: string
  wishes: Wishes
}

/** What a new project is made of. Throws a Problem (422) that names every field that has to be changed. */
export function readProject(fields: Record<string, unknown>): ProjectRequest {
  const {
    name,
    brief,
    languages = [],
    frameworks = [],
    apis = [],
  } = readForm(fields, { readers: READERS, required: ['name', 'brief'] })
  return { name, brief, wishes: { languages, frameworks, apis } } as ProjectRequest
}

export interface ProjectChange {
  name?: string
  /** Those that were given. */
  wishes: Partial<Wishes>
  archived?: boolean
}

const CHANGES: Record<string, Reader> = {
  name: readName,
  languages: readList,
  frameworks: readList,
  apis: readList,
  archived: (value, fail) => (typeof value === 'boolean' ? value : fail('has to be true or false')),
}

/** What is to be changed of a project. Throws a Problem (422). */
export function readProjectChange(fields: Record<string, unknown>): ProjectChange {
  const { name, archived, ...wishes } = readForm(fields, { readers: CHANGES, required: [] })
  return { name, archived, wishes } as ProjectChange
}

const DOCUMENT: Record<string, Reader> = {
  text: (value, fail) => {
    // A document keeps the white space around it.
    if (readText(value, fail) === undefined) return undefined
    const bytes = Buffer.byteLength(value as string)
    return bytes <= DOCUMENT_BYTES ? value : fail(`is ${Math.ceil(bytes / 1024)} KiB long; at most 192 KiB`)
  },
}

/** The whole text of a document, to the byte. Throws a Problem (422). */
export function readDocument(fields: Record<string, unknown>): string {
  return readForm(fields, { readers: DOCUMENT, required: ['text'] }).text as string
}
