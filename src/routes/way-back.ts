import type { Parts } from '../parts.ts'
import { isDocument } from '../projects/document-keys.ts'
import { documentPage } from './document-pages.tsx'
import { overviewPage } from './overview.tsx'
import { type PlaceBeside, placePage } from './places.tsx'

const PLACES: readonly string[] = ['findings', 'trace', 'costs', 'exports', 'settings']

/** Where in a project a form stood: a place, a document's key, or the overview. */
export interface WayBack {
  place?: PlaceBeside
  document?: string
}

const isPlace = (text: string): text is PlaceBeside => PLACES.includes(text)

/** As the form's address says by `back`; what is no page of a project is `otherwise`. */
export function wayBack(request: Request, otherwise: WayBack = {}): WayBack {
  const back = new URL(request.url).searchParams.get('back') ?? ''
  if (isPlace(back)) return { place: back }
  const [, document = ''] = /^documents\/(.+)$/.exec(back) ?? []
  return isDocument(document) ? { document } : otherwise
}

/** The address of it. `fragment`: of the place alone. */
export function addressOf(id: string, { place, document }: WayBack, fragment = ''): string {
  if (document !== undefined) return `/projects/${id}/documents/${document}`
  return `/projects/${id}${place === undefined ? '' : `/${place}`}${fragment}`
}

/** The page that the form stood on, with what did not work. Throws what nobody can mend. */
export function pageBack(
  parts: Parts,
  request: Request,
  id: string,
  { place, document }: WayBack,
  error: unknown,
): Promise<Response> {
  if (document !== undefined) return documentPage(parts, request, { id, key: document }, { error })
  return place === undefined
    ? overviewPage(parts, request, id, error)
    : placePage(parts, request, id, place, { error })
}
