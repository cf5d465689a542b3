import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { isSecure, writeCookie } from './cookies.ts'
import { requireSameOrigin } from './guard.ts'
import { seeOther } from './negotiate.ts'
import { readFields } from './request-body.ts'
import { KEYS_COOKIE, safeNext } from './visitor.tsx'

const YEAR = 365 * 86_400

/** Whether single letters press things, by the form in the list of keys: who speaks to a browser may not want that (WCAG 2.1.4). */
export const keysChoice = (parts: Parts) =>
  new Elysia({ name: 'keys-choice' }).post(
    '/keys',
    async ({ request, server }) => {
      requireSameOrigin(parts, request)
      const off = (await readFields(request)).keys === 'off'
      const from = URL.parse(request.headers.get('referer') ?? '')
      return seeOther(safeNext(from ? `${from.pathname}${from.search}` : '/'), {
        'set-cookie': writeCookie(
          KEYS_COOKIE,
          off ? 'off' : '',
          off ? YEAR : 0,
          isSecure(parts, request, server),
        ),
      })
    },
    { parse: 'none' },
  )
