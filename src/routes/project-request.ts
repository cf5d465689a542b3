import { type Depth, KINDS, MOST_POINTS, type Overrule, PHASES } from '../planning/complexity.ts'
import type { Progress } from '../planning/progress.ts'
import type { Caps, Wishes } from '../store/projects.ts'
import { readProjectCaps } from './cap-fields.ts'
import {
  type Fail,
  type Reader,
  readForm,
  readList,
  readLongText,
  readName,
  readText,
} from './field-readers.ts'

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
  overrule?: Overrule
  caps?: Caps
}

const CHANGES: Record<string, Reader> = {
  name: readName,
  languages: readList,
  frameworks: readList,
  apis: readList,
  archived: (value, fail) => (typeof value === 'boolean' ? value : fail('has to be true or false')),
  overrule: readOverrule,
  caps: readProjectCaps,
}

const OVERRULED: Record<keyof Overrule, (value: unknown) => string | undefined> = {
  kind: (value) => (KINDS.some((kind) => kind === value) ? undefined : `is one of ${KINDS.join(', ')}`),
  depth: (value) => (DEPTHS.some((depth) => depth === value) ? undefined : `is one of ${DEPTHS.join(', ')}`),
  people: (value) => isWhole(value, 1, 500),
  phases: (value) => isWhole(value, PHASES.least, PHASES.most),
  score: (value) =>
    typeof value === 'number' && value >= 0 && value <= MOST_POINTS
      ? undefined
      : `is a number from 0 to ${MOST_POINTS}`,
}

const DEPTHS: Depth[] = ['minimal', 'standard', 'detailed']

const isWhole = (value: unknown, least: number, most: number): string | undefined =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    ? undefined
    : `is a whole number from ${least} to ${most}`

/** `null` takes back what was overruled. */
function readOverrule(value: unknown, fail: Fail): Overrule | undefined {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) return fail('has to be an object, or null')
  for (const [name, given] of Object.entries(value as object)) {
    const check = Object.hasOwn(OVERRULED, name) ? OVERRULED[name as keyof Overrule] : undefined
    if (!check) return fail(`has ${JSON.stringify(name.slice(0, 40))}, which cannot be overruled`)
    const wrong = check(given)
    if (wrong) return fail(`: ${name} ${wrong}`)
  }
  return value
}

/** What a person overrules by a form, in which everything is text and what is empty is left to the rules. Throws a Problem (422). */
export function readOverruleForm({ kind, depth, phases, people }: Record<string, unknown>): Overrule {
  const number = (value: unknown) =>
    typeof value === 'string' && /^\s*\d{1,6}\s*$/.test(value) ? Number(value) : value
  const given = Object.entries({ kind, depth, phases: number(phases), people: number(people) })
  const overrule = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''))
  return readProjectChange({ overrule }).overrule ?? {}
}

/** What is to be changed of a project. Throws a Problem (422). */
export function readProjectChange(fields: Record<string, unknown>): ProjectChange {
  const { name, archived, overrule, caps, ...wishes } = readForm(fields, { readers: CHANGES, required: [] })
  return { name, archived, overrule, caps, wishes } as ProjectChange
}

/** The text of a document. */
export const DOCUMENT_TEXT: Reader = (value, fail) => {
  // A document keeps the white space around it.
  if (readText(value, fail) === undefined) return undefined
  const bytes = Buffer.byteLength(value as string)
  return bytes <= DOCUMENT_BYTES ? value : fail(`is ${Math.ceil(bytes / 1024)} KiB long; at most 192 KiB`)
}

const DOCUMENT: Record<string, Reader> = { text: DOCUMENT_TEXT }

/** The whole text of a document, to the byte. Throws a Problem (422). */
export function readDocument(fields: Record<string, unknown>): string {
  return readForm(fields, { readers: DOCUMENT, required: ['text'] }).text as string
}

/** The text of a brief that was edited already, to the byte. Throws a Problem (422). */
export function readBriefText(brief: unknown): string {
  return readForm({ brief }, { readers: { brief: DOCUMENT_TEXT }, required: ['brief'] }).brief as string
}

/** Why a finding is muted. Throws a Problem (422). */
export function readReason(fields: Record<string, unknown>): string {
  return readForm(fields, { readers: { reason: readName }, required: ['reason'] }).reason as string
}

const NOTE_CHARS = 2000
const STATES = ['open', 'done', 'blocked']

const PROGRESS: Record<string, Reader> = {
  task: (value, fail) =>
    typeof value === 'string' && value !== '' ? value : fail('has to be the id of a task, such as T-1.2'),
  state: (value, fail) =>
    STATES.includes(value as string) ? value : fail(`has to be one of ${STATES.join(', ')}`),
  note: (value, fail) => {
    if (value === '') return undefined
    const text = readText(value, fail)
    return text && text.length > NOTE_CHARS ? fail(`is longer than ${NOTE_CHARS} characters`) : text
  },
}

/** What happened to a task; without progress it is open again. Throws a Problem (422). */
export function readProgress(fields: Record<string, unknown>): { task: string; progress?: Progress } {
  const { task, state, note } = readForm(fields, { readers: PROGRESS, required: ['task', 'state'] }) as {
    task: string
    state: 'open' | Progress['state']
    note?: string
  }
  return state === 'open' ? { task } : { task, progress: { state, ...(note === undefined ? {} : { note }) } }
}
