import { Html } from '@elysiajs/html'
import { SignedOut } from '../../views/held-form.tsx'
import type { Frame } from '../../views/layout.tsx'
import type { Parts } from '../parts.ts'
import { readCookie } from './cookies.ts'
import { type Client, isSignedIn, requireClient } from './guard.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'

const hasKey = ({ headers }: Request): boolean =>
  headers.has('x-streaming-proxy-key') || headers.has('authorization')

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD'

/** True for a request that htmx sends from a page and that wants a part of one. */
export const isPart = ({ headers }: Request): boolean => headers.get('hx-request') === 'true'

/** Whether single letters press things in this browser (routes/keys-choice). */
export const KEYS_COOKIE = 'devussy_keys'

export const frameOf = (parts: Parts, request: Request): Frame => ({
  base: parts.assets.base,
  signedIn: isSignedIn(parts, request),
  keysOff: readCookie(request, KEYS_COOKIE) === 'off',
})

/** Addresses that are no pages: what only a form or a script asks for, and the sign-in itself. */
const NO_PAGE =
  /^\/(login|logout|recent|keys|models-\w+|runs\/[^/]+\/(stop|continue|view|project)|projects\/[^/]+\/(progress|walk|view|caps|corrections|correction-loop|answers|mutes|documents\/[^/]+\/(write|update|keep|revise)))(\/|$)/

/** A path of this site as browsers read it; nothing where it leads elsewhere. */
export function ownPath(path: unknown): string | undefined {
  if (typeof path !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) return undefined
  const { origin, pathname, search } = new URL(path, 'http://here.invalid')
  // `/./\\host` and the like become another host only when they are read.
  const here = origin === 'http://here.invalid' && !pathname.startsWith('//')
  return here ? `${pathname}${search}` : undefined
}

/** Where to go after signing in: a page of this site, never another one. */
export function safeNext(next: unknown): string {
  const path = ownPath(next)
  return path === undefined || NO_PAGE.test(path.split('?', 1)[0] ?? '') ? '/' : path
}

/** Answers to forms of people who are not signed in; their body is not read yet. */
const turnedAway = new WeakSet<object>()
/** Whether the answer waits for the page that carries what was typed (routes/held-form). */
export const isTurnedAway = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && turnedAway.has(answer)

/**
 * Who visits a page: a signed-in person, or a client with a key. Anybody else gets the returned answer, which leads to
 * the sign-in. Throws a Problem (403) for a wrong key, and for a form that another site has sent.
 */
export function admit(parts: Parts, request: Request): Client | Response {
  const known = isSignedIn(parts, request)
  // A link on another site may lead to a page; what changes something may not come from there.
  if (hasKey(request) || (known && !isRead(request))) return requireClient(parts, request)
  if (known) return { kind: 'session', id: 'person' }
  const { pathname, search } = new URL(request.url)
  if (isPart(request)) {
    const from = URL.parse(request.headers.get('hx-current-url') ?? '')
    const login = `/login?next=${encodeURIComponent(safeNext(from ? `${from.pathname}${from.search}` : '/'))}`
    // Beside a stream nothing is typed that would be lost.
    return pathname.endsWith('/view')
      ? new Response(null, { status: 401, headers: { 'hx-redirect': login } })
      : pageResponse(<SignedOut login={login} />, { status: 401 })
  }
  if (isRead(request)) return seeOther(`/login?next=${encodeURIComponent(pathname + search)}`)
  const answer = new Response(null, { status: 401 })
  turnedAway.add(answer)
  return answer
}
