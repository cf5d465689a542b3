import { type Bundle, bundleFrom } from '../planning/bundle.ts'
import { unpack } from '../projects/zip.ts'
import { Problem } from './problem.ts'
import { readBriefText, readProject, readProjectChange } from './project-request.ts'
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

/** The project in an archive. Throws ZipFault, BundleFault, or a Problem (422) for what no request could hold either. */
export function readBundle(bytes: Uint8Array): Bundle {
  const bundle = bundleFrom(unpack(bytes))
  const { name, wishes, overrule, texts } = bundle
  readProject({ name, brief: 'checked below', ...wishes })
  readProjectChange({ overrule })
  // A brief that was edited may be as long as any document.
  readBriefText(texts.get('brief'))
  return bundle
}
