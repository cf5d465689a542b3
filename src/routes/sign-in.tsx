import { Html } from '@elysiajs/html'
import type { Server } from 'bun'
import { Elysia } from 'elysia'
import type { HeldForm } from '../../views/held-form.tsx'
import { SignInPage } from '../../views/sign-in-page.tsx'
import type { Parts } from '../parts.ts'
import { SESSION_DAYS } from '../store/sessions.ts'
import { isSecure, writeCookie } from './cookies.ts'
import { isSignedIn, requireSameOrigin, SESSION_COOKIE, sessionToken } from './guard.ts'
import { goOnPage, heldIn } from './held-form.tsx'
import { pageResponse } from './page-response.ts'
import { readFields } from './request-body.ts'
import { frameOf, safeNext } from './visitor.tsx'

const SESSION_SECONDS = SESSION_DAYS * 86_400

const away = (path: string, cookie?: string): Response => {
  const headers = new Headers({ location: path, 'cache-control': 'no-store' })
  if (cookie !== undefined) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

function signInPage(
  parts: Parts,
  request: Request,
  next: string,
  problem?: string,
  held?: HeldForm,
): Response {
  const page = (
    <SignInPage
      frame={frameOf(parts, request)}
      withPassword={parts.password !== undefined}
      next={next}
      problem={problem}
      held={held}
    />
  )
  return pageResponse(page, {
    status: problem === undefined ? 200 : 403,
    headers: { 'cache-control': 'no-store' },
  })
}

/** Opens a session; gives its cookie. */
async function openSession(parts: Parts, request: Request, server: Server<unknown> | null): Promise<string> {
  const token = await parts.sessions.open()
  return writeCookie(SESSION_COOKIE, token, SESSION_SECONDS, isSecure(parts, request, server))
}

/** Signing in by password or by the printed link, and out. */
export const signIn = (parts: Parts) =>
  new Elysia({ name: 'sign-in' })
    .get('/login', ({ request }) => {
      const next = safeNext(new URL(request.url).searchParams.get('next'))
      return isSignedIn(parts, request) ? away(next) : signInPage(parts, request, next)
    })
    .post(
      '/login',
      async ({ request, server }) => {
        requireSameOrigin(parts, request)
        const fields = await readFields(request)
        const { password } = fields
        const next = safeNext(fields.next)
        const held = heldIn(fields)
        if (typeof password !== 'string' || !parts.password?.has(password))
          return signInPage(parts, request, next, 'That is not the password. Try again.', held)
        const cookie = await openSession(parts, request, server)
        return held ? goOnPage(parts, request, held, next, cookie) : away(next, cookie)
      },
      { parse: 'none' },
    )
    .get('/login/:code', async ({ request, server, params: { code } }) => {
      // Whoever only looks whether the link is there must not use it up.
      if (request.method === 'HEAD') return new Response(null, { headers: { 'cache-control': 'no-store' } })
      if (await parts.sessions.redeemLink(code)) return away('/', await openSession(parts, request, server))
      if (isSignedIn(parts, request)) return away('/')
      return signInPage(parts, request, '/', 'This link has been used before, or has expired.')
    })
    .post(
      '/logout',
      async ({ request, server }) => {
        requireSameOrigin(parts, request)
        const token = sessionToken(request)
        if (token) await parts.sessions.close(token)
        const answer = away('/login', writeCookie(SESSION_COOKIE, '', 0, isSecure(parts, request, server)))
        // Pages kept for the way back would still show what was signed out of.
        answer.headers.set('clear-site-data', '"cache"')
        return answer
      },
      { parse: 'none' },
    )
