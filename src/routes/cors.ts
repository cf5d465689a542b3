import type { Parts } from '../parts.ts'

/**
 * Headers that let a front end on another, allowed host read the API's answers; none for any other. Such a front end
 * brings a key: cookies are never shared across sites.
 */
export function corsHeaders(parts: Parts, request: Request): Record<string, string> {
  if (parts.settings.ALLOWED_ORIGINS.length === 0) return {}
  const origin = request.headers.get('origin')
  if (origin === null || !parts.settings.ALLOWED_ORIGINS.includes(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'X-Request-Id, Retry-After, Location, ETag, Idempotency-Replayed',
  }
}

/** The answer to a preflight; without leave for origins that are not allowed, which is what makes a browser refuse. */
export function preflight(parts: Parts, request: Request): Response {
  const headers = corsHeaders(parts, request)
  if (headers['access-control-allow-origin'] === undefined)
    return new Response(null, { status: 204, headers })
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'Content-Type, Authorization, X-Streaming-Proxy-Key, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id, Cache-Control',
      'access-control-max-age': '600',
    },
  })
}
