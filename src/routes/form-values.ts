import type { FormValues } from '../../views/form-field.tsx'
import type { Parts } from '../parts.ts'
import { RunUnknown } from '../runs/journal.ts'
import { type Order, RUN_ID } from '../runs/run.ts'
import { readCookie, writeCookie } from './cookies.ts'

const MODEL_COOKIE = 'devussy_model'
const STREAM_COOKIE = 'devussy_stream'
const YEAR = 365 * 86_400

/** Names of the form that are not part of what is asked for. */
export const FORM_ONLY = ['stream', 'intent', 'what']

/** What the start page offers to try. */
export const EXAMPLE = {
  projectName: 'Trailkeeper',
  requirements: `A web app for a hiking club of about 300 people.

Members plan tours on a map, sign up for them, and see what to bring. Leaders see who comes and can cancel a tour when the weather turns; everyone who signed up is told at once. It has to work on a phone with a poor connection, and one volunteer looks after the server in the evenings.`,
  languages: 'TypeScript, SQL',
  frameworks: 'Elysia, htmx',
  apis: 'OpenStreetMap',
}

export const newIntent = ({ random }: Parts): string => Buffer.from(random(16)).toString('base64url')

/** Whether this browser wants to see the text while it is written: its last choice, else the operator's. */
export function wantsStream({ settings }: Parts, request: Request): boolean {
  const chosen = readCookie(request, STREAM_COOKIE)
  return chosen === undefined ? settings.USE_STREAMING : chosen === 'on'
}

/** The form before anybody typed: with the choices made last, or filled with an example. */
export function freshValues(parts: Parts, request: Request): FormValues {
  const empty = { requirements: '', projectName: '', languages: '', frameworks: '', apis: '' }
  return {
    ...(new URL(request.url).searchParams.has('example') ? EXAMPLE : empty),
    model: readCookie(request, MODEL_COOKIE) ?? '',
    stream: wantsStream(parts, request),
    what: 'design',
    intent: newIntent(parts),
  }
}

/** The form with what was asked for in an earlier run. Throws RunUnknown. */
export async function valuesFrom(parts: Parts, request: Request, id: string): Promise<FormValues> {
  if (!RUN_ID.test(id)) throw new RunUnknown()
  return { ...freshValues(parts, request), ...orderValues(await parts.journal.order(id)) }
}

/** Of a document that no form asks for, its project's name alone. */
function orderValues({ stage, input, model }: Order): Partial<FormValues> {
  if (stage !== 'design') return { projectName: input.projectName }
  const { projectName, requirements, languages, frameworks, apis } = input
  const list = (items: string[]): string => items.join(', ')
  return {
    projectName,
    requirements,
    languages: list(languages),
    frameworks: list(frameworks),
    apis: list(apis),
    model,
  }
}

/** Browsers send each line end of a field as CR LF, which would count twice for the limit and come back twice. */
export function withLineFeeds(fields: Record<string, unknown>): Record<string, unknown> {
  const plain = (value: unknown): unknown =>
    typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : value
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(plain) : plain(value),
    ]),
  )
}

/** The form as it was typed. */
export function typedValues(parts: Parts, request: Request, fields: Record<string, unknown>): FormValues {
  const text = (...names: string[]): string => {
    const value = names.map((name) => fields[name]).find((given) => given !== undefined)
    return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : ''
  }
  const { stream, intent, what } = fields
  return {
    requirements: text('requirements', 'description'),
    projectName: text('projectName', 'project_name'),
    languages: text('languages'),
    frameworks: text('frameworks'),
    apis: text('apis'),
    model: text('model'),
    // The box that is not ticked is not sent; a hidden field of the same name says that it was there.
    stream: stream === undefined ? wantsStream(parts, request) : [stream].flat().includes('on'),
    what: what === 'all' ? 'all' : 'design',
    intent: typeof intent === 'string' && /^[\w-]{8,64}$/.test(intent) ? intent : newIntent(parts),
  }
}

/** Cookies that keep the choices of a form for the next one. */
export function choiceCookies({ model, stream }: FormValues, secure: boolean): string[] {
  const kept = model.trim()
  return [
    writeCookie(MODEL_COOKIE, kept, kept === '' ? 0 : YEAR, secure),
    writeCookie(STREAM_COOKIE, stream ? 'on' : 'off', YEAR, secure),
  ]
}
