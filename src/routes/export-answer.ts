import type { Bundle } from '../planning/bundle.ts'
import { type Exported, exportOne, TARGETS } from '../planning/export.ts'
import { pack } from '../projects/zip.ts'
import { attachment } from './attachment.ts'
import { Problem } from './problem.ts'

const TYPES: Record<string, string> = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  sh: 'application/x-sh',
}

/** What an export holds, without its texts. */
export const asFacts = ({ target, files, problems }: Exported) => ({
  id: target.id,
  title: target.title,
  purpose: target.purpose,
  files: files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
  problems,
})

/** The export as a ZIP, or one file of it; the same project gives the same bytes. Throws a Problem (404). */
export function exportAnswer(bundle: Bundle, target: string, file: string | undefined): Response {
  const exported = exportOne(target, bundle)
  if (!exported) throw unknown('export_unknown', 'target', `one of ${TARGETS.map(({ id }) => id).join(', ')}`)
  if (file === undefined)
    return download(pack(exported.files.map(({ path, text }) => [path, text])), 'application/zip', {
      'content-disposition': attachment(bundle.name, target, 'zip'),
    })
  const found = exported.files.find(({ path }) => path === file)
  if (!found) throw unknown('file_unknown', 'file', 'a path that the list of exports names')
  const name = file.slice(file.lastIndexOf('/') + 1)
  const ending = name.slice(name.lastIndexOf('.') + 1)
  return download(found.text, TYPES[ending] ?? 'text/plain; charset=utf-8', {
    'content-disposition': `attachment; filename="${name}"`,
  })
}

const download = (body: string | Uint8Array<ArrayBuffer>, type: string, headers: Record<string, string>) =>
  new Response(body, {
    headers: {
      'content-type': type,
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })

const unknown = (code: string, field: string, possible: string): Problem =>
  new Problem({
    status: 404,
    code,
    detail: `There is no such ${field === 'file' ? 'file in this export' : 'export'}; ${field} is ${possible}.`,
    errors: [{ field, message: `is not ${possible}` }],
  })
