import { type Brought, BundleFault, bundleFrom, mayBelong } from '../planning/bundle.ts'
import { unpack } from '../projects/zip.ts'
import { Problem } from './problem.ts'
import { readBriefText, readProgress, readProject, readProjectChange } from './project-request.ts'
import { readBytes } from './request-body.ts'

/** The bytes of a ZIP file, as the body itself. Throws a Problem (413, 415). */
export async function readArchive(request: Request): Promise<Uint8Array> {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/zip' || type === 'application/x-zip-compressed') return readBytes(request)
  throw new Problem({
    status: 415,
    code: 'content_type',
    detail: 'Send the ZIP file itself as the body, as application/zip.',
    errors: [{ field: 'content-type', message: type ? 'is not application/zip' : 'is missing' }],
    headers: { accept: 'application/zip' },
  })
}

/**
 * The project in an archive. What people write of it is held to what a request could hold; documents are taken as long as a
 * model may have written them, which is more than an edit may send, so that what was downloaded always comes back. Throws
 * ZipFault or BundleFault.
 */
export function readBundle(bytes: Uint8Array): Brought {
  const brought = bundleFrom(unpack(bytes, mayBelong))
  const { name, wishes, overrule, progress, texts } = brought.bundle
  inFile('project.json', () => {
    readProject({ name, brief: 'checked below', ...wishes })
    readProjectChange({ overrule })
    for (const [task, { state, note }] of progress) readProgress({ task, state, ...(note && { note }) })
  })
  // A brief that was edited may be as long as any document.
  inFile('brief.md', () => readBriefText(texts.get('brief')))
  return brought
}

/** Has what is wrong with a field say which file it stands in. Throws BundleFault. */
function inFile(file: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof Problem) || !error.details.errors?.[0]) throw error
    const { field, message } = error.details.errors[0]
    throw new BundleFault(
      file,
      field === 'brief' ? message : `says of ${field} what cannot be: ${field} ${message}`,
    )
  }
}

/** Sentences on what was in an archive and is no part of its project. */
export const leftOutWords = (leftOut: readonly string[]): string[] =>
  leftOut.map((path) => `${path} is no document of a project and was left out.`)
