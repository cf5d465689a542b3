import { Problem } from './problem.ts'

/** 32 KiB of requirements take up to 192 KiB when every character is written as an escape. */
const API_BODY = 256 * 1024
/** A person who pasted too much gets the page back with all of it in its field, so the form may be far longer than what is allowed. */
const PAGE_BODY = 4 * 1024 * 1024

/** Bytes that the body of a request may have. */
export function maxBody(request: Request): number {
  const isApi = new URL(request.url).pathname.startsWith('/api/')
  return isApi && !isArchive(request) ? API_BODY : PAGE_BODY
}

const isArchive = (request: Request): boolean =>
  /^(?:\/api)?\/projects\/import$/.test(new URL(request.url).pathname)

export const bodyTooLarge = (request: Request): Problem => {
  const most = `${maxBody(request) / 1024} KiB`
  return new Problem({
    status: 413,
    code: 'body_too_large',
    detail: `The request is larger than ${most}. ${isArchive(request) ? 'A project takes far less: look at what else is in the file.' : /\/projects\b/.test(request.url) ? 'Shorten the text.' : 'Shorten the requirements to 32 KiB.'}`,
    errors: [{ field: 'body', message: `at most ${most}` }],
  })
}

/** The body of a JSON or form request as an object of fields. Throws a Problem (400, 413, 415). */
export async function readFields(request: Request): Promise<Record<string, unknown>> {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const form = type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data'
  if (type !== 'application/json' && !form) {
    throw new Problem({
      status: 415,
      code: 'content_type',
      detail: 'Send the fields as application/json or as a form (application/x-www-form-urlencoded).',
      errors: [{ field: 'content-type', message: type === '' ? 'is missing' : 'is not one of those' }],
      headers: { accept: 'application/json, application/x-www-form-urlencoded' },
    })
  }
  const bytes = await readBytes(request)
  return form ? readForm(bytes, request.headers.get('content-type') ?? '') : readJson(bytes)
}

/** The whole body. Throws a Problem (413). */
export async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > maxBody(request)) throw bodyTooLarge(request)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const unreadable = (code: string, detail: string): Problem =>
  new Problem({ status: 400, code, detail, errors: [{ field: 'body', message: detail }] })

function readJson(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof TypeError)
      throw unreadable('body_not_utf8', 'The body is not UTF-8. Send the JSON as UTF-8.')
    throw unreadable('body_not_json', 'The body is not JSON. Check for a missing brace, quote or comma.')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw unreadable('body_not_object', 'The body has to be a JSON object with the fields of the request.')
}

/** A field that comes more than once becomes a list, which only list fields accept. */
async function readForm(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  let form: FormData
  try {
    form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  } catch {
    throw unreadable(
      'body_not_form',
      'The form cannot be read. Send it as application/x-www-form-urlencoded.',
    )
  }
  for (const [name, value] of form as unknown as Iterable<[string, string | Blob]>) {
    if (typeof value !== 'string')
      throw unreadable(
        'file_not_expected',
        `The field ${JSON.stringify(name.slice(0, 60))} is a file; send text.`,
      )
    const earlier = fields[name]
    if (earlier === undefined) fields[name] = value
    else fields[name] = Array.isArray(earlier) ? [...earlier, value] : [earlier, value]
  }
  return fields
}
