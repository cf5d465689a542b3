import type { Parts } from '../parts.ts'
import { Problem } from './problem.ts'

/** Who asks. `id` tells clients apart, for idempotency keys; it holds no secret. */
export interface Client {
  kind: 'key' | 'session'
  id: string
}

export const SESSION_COOKIE = 'devussy_session'

/** The session's token that a request's cookie carries; nothing where there is none. */
export function sessionToken(request: Request): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === SESSION_COOKIE) return pair.slice(at + 1).trim()
  }
  return undefined
}

export function isSignedIn(parts: Parts, request: Request): boolean {
  const token = sessionToken(request)
  return token !== undefined && token !== '' && parts.sessions.isOpen(token)
}

/**
 * True where the request comes from a page of this server, or from no page at all. Browsers tell by Sec-Fetch-Site,
 * older ones by Origin; what tells neither is no browser, and cannot be made to carry somebody's cookie.
 */
export function isSameOrigin(parts: Parts, request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = request.headers.get('origin')
  if (origin === null) return true
  if (parts.settings.PUBLIC_URL !== '' && origin === new URL(parts.settings.PUBLIC_URL).origin) return true
  return URL.parse(origin)?.host === (request.headers.get('host') ?? new URL(request.url).host)
}

/** Throws a Problem (403) for a form that another site has sent in somebody's name. */
export function requireSameOrigin(parts: Parts, request: Request): void {
  if (isSameOrigin(parts, request)) return
  throw new Problem({
    status: 403,
    code: 'cross_site',
    detail: 'This request was sent by a page of another site. Open this site itself and try again there.',
  })
}

function givenKey(request: Request): string | undefined {
  const header = request.headers.get('x-streaming-proxy-key')?.trim()
  const bearer = /^Bearer[ \t]+(.*)$/i.exec(request.headers.get('authorization') ?? '')?.[1]?.trim()
  return header || bearer || undefined
}

/** Who calls the API. Throws a Problem: 401 without a key or session, 403 with a wrong key or from another site. */
export function requireClient(parts: Parts, request: Request): Client {
  const given = givenKey(request)
  if (given !== undefined) {
    const name = parts.keys.name(given)
    if (name !== undefined) return { kind: 'key', id: `key:${name}` }
    throw new Problem({
      status: 403,
      code: 'key_wrong',
      detail: 'This key is not, or no longer, valid here.',
    })
  }
  if (isSignedIn(parts, request)) {
    requireSameOrigin(parts, request)
    return SESSION_CLIENT
  }
  throw new Problem({
    status: 401,
    code: 'key_missing',
    detail:
      'Send a key in X-Streaming-Proxy-Key or as Authorization: Bearer, or sign in at /login. The server log says where the key is kept.',
    headers: { 'www-authenticate': 'Bearer realm="devussy-web"' },
  })
}

/** One person owns the server, so all their sessions are one client. */
export const SESSION_CLIENT: Client = { kind: 'session', id: 'person' }
