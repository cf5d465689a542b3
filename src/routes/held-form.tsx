import { Html } from '@elysiajs/html'
import { type HeldForm, HeldFormPage } from '../../views/held-form.tsx'
import { SignInPage } from '../../views/sign-in-page.tsx'
import type { Parts } from '../parts.ts'
import { isSameOrigin } from './guard.ts'
import { pageResponse } from './page-response.ts'
import { Problem } from './problem.ts'
import { readBytes } from './request-body.ts'
import { frameOf, ownPath, safeNext } from './visitor.tsx'

/** Of all that was typed, as UTF-8: the largest document that may be edited, and room beside it. */
const MOST_BYTES = 256 * 1024
const MOST_FIELDS = 500
const FORM = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data)\b/i
/** No form that somebody fills in leads there. */
const NO_FORM = /^\/(login|logout|api|assets)(\/|$)/

/** Where a held form may be sent: a path of this site. */
function safeTarget(to: unknown): string | undefined {
  const path = ownPath(to)
  return path === undefined || NO_FORM.test(path) ? undefined : path
}

function held(to: unknown, fields: HeldForm['fields'], hadFile = false): HeldForm | undefined {
  const target = safeTarget(to)
  const bytes = fields.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0)
  if (target === undefined || fields.length === 0 || fields.length > MOST_FIELDS || bytes > MOST_BYTES)
    return undefined
  return { to: target, fields, hadFile }
}

/** What a form was sent with; nothing of one from another site, one that cannot be read, or one that is too long. */
async function readTyped(parts: Parts, request: Request): Promise<HeldForm | undefined> {
  const type = request.headers.get('content-type') ?? ''
  if (!isSameOrigin(parts, request) || !FORM.test(type)) return undefined
  const fields: HeldForm['fields'] = []
  let hadFile = false
  try {
    const form = await new Response(await readBytes(request), {
      headers: { 'content-type': type },
    }).formData()
    for (const [name, value] of form as unknown as Iterable<[string, string | File]>) {
      if (typeof value === 'string') fields.push([name, value.replace(/\r\n?/g, '\n')])
      else if (value.size > 0) hadFile = true
    }
  } catch (error) {
    if (!(error instanceof Problem || error instanceof TypeError || error instanceof SyntaxError)) throw error
    return undefined
  }
  const { pathname, search } = new URL(request.url)
  return held(pathname + search, fields, hadFile)
}

/** The form that the sign-in page carries; nothing where it carries none. */
export function heldIn(fields: Record<string, unknown>): HeldForm | undefined {
  const list = (value: unknown) => (value === undefined ? [] : [value].flat().map(String))
  const names = list(fields['held-name'])
  const values = list(fields['held-value']).map((value) => value.replace(/\r\n?/g, '\n'))
  if (names.length !== values.length) return undefined
  return held(
    fields['held-to'],
    names.map((name, at) => [name, values[at] ?? '']),
    fields['held-file'] !== undefined,
  )
}

const KEPT =
  'You are not signed in, or no longer. Sign in here: what you typed is still there, and goes on from this page.'
const NOT_KEPT =
  'You are not signed in, or no longer. Sign in in another tab, then send the form again: what you typed is still there when you go back.'

/** The sign-in page for somebody whose form came without a session: it carries what they typed. */
export async function signInWithForm(parts: Parts, request: Request): Promise<Response> {
  const form = await readTyped(parts, request)
  const from = URL.parse(request.headers.get('referer') ?? '')
  const page = (
    <SignInPage
      frame={frameOf(parts, request)}
      withPassword={parts.password !== undefined}
      next={safeNext(from ? `${from.pathname}${from.search}` : '/')}
      problem={form ? KEPT : NOT_KEPT}
      held={form}
    />
  )
  return pageResponse(page, { status: 401, headers: { 'cache-control': 'no-store' } })
}

/** For somebody who has just signed in: their form again, to be sent by them. */
export const goOnPage = (
  parts: Parts,
  request: Request,
  form: HeldForm,
  next: string,
  cookie: string,
): Response =>
  pageResponse(
    <HeldFormPage frame={{ ...frameOf(parts, request), signedIn: true }} held={form} next={next} />,
    {
      headers: { 'cache-control': 'no-store' },
      cookies: [cookie],
    },
  )
