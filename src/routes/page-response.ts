import { PAGE_STYLES_SOURCE } from '../page-styles.ts'

/** What every page may do: load from this server, and nothing else. One place for all HTML answers. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${PAGE_STYLES_SOURCE}`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), clipboard-write=(self)',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
  // Asked for anew each time, but kept for the way back, with what was typed.
  'cache-control': 'private, no-cache',
}

export interface PageInit {
  status?: number
  headers?: Record<string, string>
  /** Values of Set-Cookie. */
  cookies?: string[]
}

/** An HTML answer, a whole page or a part of one. */
export function pageResponse(
  html: JSX.Element,
  { status = 200, headers = {}, cookies = [] }: PageInit = {},
): Response {
  if (typeof html !== 'string') throw new TypeError('a page has to be drawn at once')
  const all = new Headers({ ...HEADERS, ...headers })
  for (const cookie of cookies) all.append('set-cookie', cookie)
  return new Response(html, { status, headers: all })
}
