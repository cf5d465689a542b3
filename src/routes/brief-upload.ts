import { invalid } from './field-readers.ts'
import { type FieldError, Problem } from './problem.ts'
import { readBytes, readFields } from './request-body.ts'

/** A file that a brief comes in; how large it may be is said by the brief's own limit. */

/** Its text with LF line ends, without a byte order mark; or what is wrong with it. */
export type BriefFile = { text: string } | { fault: string }

export interface BriefForm {
  fields: Record<string, unknown>
  file?: BriefFile
}

const FILE = 'file'
/** Of one without an ending what is in it tells; the type that a client names is its guess from the name. */
const NAMES = /(?:^|[^.])\.(?:md|markdown|mdown|txt|text)$|^[^.]+$/i

/** The fields of a JSON or form request; a multipart form may hold one file. Throws a Problem (400, 413, 415, 422). */
export async function readBriefForm(request: Request): Promise<BriefForm> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^\s*multipart\/form-data\b/i.test(type)) return { fields: await readFields(request) }
  const bytes = await readBytes(request)
  let form: FormData
  try {
    form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Problem({
      status: 400,
      code: 'body_not_form',
      detail: 'The form cannot be read. Send it as multipart/form-data.',
      errors: [{ field: 'body', message: 'cannot be read as a form' }],
    })
  }
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  const files: File[] = []
  for (const [name, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value !== 'string') {
      if (name !== FILE)
        throw invalid([{ field: name.slice(0, 60), message: `is a file; send it as ${FILE}` }])
      // Browsers send a file without a name where none was chosen.
      if (value.name || value.size > 0) files.push(value)
    } else if (name !== FILE || value !== '') {
      const earlier = fields[name]
      fields[name] = earlier === undefined ? value : [earlier, value].flat()
    }
  }
  const [file] = files
  if (files.length > 1) return { fields, file: { fault: 'comes twice; send one file' } }
  return file ? { fields, file: await readFile(file) } : { fields }
}

async function readFile(file: File): Promise<BriefFile> {
  if (!NAMES.test(file.name ?? ''))
    return { fault: 'is no Markdown or text file; send one whose name ends in .md or .txt' }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { fault: 'is UTF-16 text; save it as UTF-8 and send it again' }
  if (bytes.includes(0)) return { fault: 'is no text: it holds binary data; send Markdown or plain text' }
  let text: string
  try {
    // Drops a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { fault: 'is not UTF-8 text; save it as UTF-8 and send it again' }
  }
  if (text.trim() === '') return { fault: 'is empty; choose another one, or write your idea into the field' }
  return { text: text.replace(/\r\n?/g, '\n') }
}

/** The fields with the file's text below what was typed: neither is lost. */
export function withFile({ fields, file }: BriefForm): Record<string, unknown> {
  if (!file || 'fault' in file) return fields
  const { brief } = fields
  const typed = typeof brief === 'string' ? brief.trim() : ''
  return { ...fields, brief: typed === '' ? file.text : `${typed}\n\n${file.text}` }
}

/**
 * What `read` makes of the fields. Throws a Problem (422) that names the file too, where something is wrong with it, beside
 * what else has to be changed.
 */
export function readWithFile<T>(form: BriefForm, read: (fields: Record<string, unknown>) => T): T {
  if (!form.file || !('fault' in form.file)) return read(withFile(form))
  const errors: FieldError[] = [{ field: FILE, message: form.file.fault }]
  try {
    read(form.fields)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // The file was to be the brief.
    errors.push(...(error.details.errors ?? []).filter(({ field }) => field !== 'brief'))
  }
  throw invalid(errors)
}
