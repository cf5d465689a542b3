import { Problem } from './problem.ts'

/** What names an intent, so that a request that is sent again is the same. Throws a Problem (422). */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key')?.trim()
  if (key === undefined || /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) return key
  const message = 'has to be 1 to 255 printable ASCII characters'
  throw new Problem({
    status: 422,
    code: 'invalid_request',
    detail: `Idempotency-Key ${message}.`,
    errors: [{ field: 'Idempotency-Key', message }],
  })
}
