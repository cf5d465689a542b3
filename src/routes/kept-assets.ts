import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { noSuchPlace } from './no-such-place.ts'

export const ASSET_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
}

/** Static files of other versions than this one, for pages that are open while the server changes. */
export const keptAssets = ({ keptAssets: kept }: Parts) =>
  new Elysia({ name: 'kept-assets' }).get('/assets/:hash/*', ({ request, params: { hash, '*': path } }) => {
    const place = kept.find(hash, path)
    if (place === undefined) throw noSuchPlace([], request)
    return new Response(Bun.file(place), { headers: ASSET_HEADERS })
  })
