import { type Taken, takeApart } from '../planning/foreign-design.ts'
import { type Fail, invalid, type Reader, readForm, readName } from './field-readers.ts'
import { Problem } from './problem.ts'
import { readDocument } from './project-request.ts'
import { readBytes, readFields } from './request-body.ts'

/** A design that somebody brings along. */
export interface DesignUpload {
  name: string
  /** To the byte. */
  text: string
  taken: Taken
}

const NAME: Record<string, Reader> = {
  name: (value: unknown, fail: Fail) => (value === '' ? undefined : readName(value, fail)),
}
const TEXT_TYPES = ['text/markdown', 'text/plain', 'text/x-markdown']

/**
 * The Markdown itself as the body, `{text, name?}` as JSON, or a form with `text` or a `file`, as fields. Throws a Problem
 * (400, 413, 415, 422).
 */
export async function readUploadFields(request: Request): Promise<Record<string, unknown>> {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (TEXT_TYPES.includes(type)) return { text: decoded(await readBytes(request)) }
  return type === 'multipart/form-data' ? readUploadForm(request) : readFields(request)
}

/** A file counts before the text. Without a name it is called as the text is. Throws a Problem (422). */
export function uploadOf({ file, text: typed, ...others }: Record<string, unknown>): DesignUpload {
  const { name } = readForm(others, { readers: NAME, required: [] })
  const given = file ?? typed
  const text = readDocument(given === undefined ? {} : { text: given })
  const taken = takeApart(text)
  const called = typeof name === 'string' ? name : taken.title
  const brief = taken.brief || called || text.slice(0, 200).toWellFormed()
  return { name: called || 'A design from elsewhere', text, taken: { ...taken, brief } }
}

/** Browsers send an empty file where none was chosen. */
async function readUploadForm(request: Request): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request)
  let form: FormData
  try {
    const headers = { 'content-type': request.headers.get('content-type') ?? '' }
    form = await new Response(bytes, { headers }).formData()
  } catch {
    throw new Problem({
      status: 400,
      code: 'body_not_form',
      detail: 'The form cannot be read. Send it as multipart/form-data, or the Markdown as text/markdown.',
      errors: [{ field: 'body', message: 'cannot be read as a form' }],
    })
  }
  const fields: Record<string, unknown> = {}
  for (const [field, value] of form as unknown as Iterable<[string, string | Blob]>) {
    if (typeof value === 'string') {
      // A browser sends each line end of a field as CR LF.
      if (field !== 'file') fields[field] ??= value.replace(/\r\n?/g, '\n')
    } else if (field !== 'file')
      throw invalid([{ field: field.slice(0, 60), message: 'is a file; send it as file' }])
    else if (value.size > 0) fields.file = decoded(new Uint8Array(await value.arrayBuffer()))
  }
  return fields
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw invalid([{ field: 'text', message: 'is not UTF-8 text; save it as UTF-8 and send it again' }])
  }
}
