import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { noSuchPlace } from './no-such-place.ts'

export const ASSET_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
}

const SCRIPT_HEADERS = { ...ASSET_HEADERS, 'content-type': 'text/javascript; charset=utf-8' }

/** This version's own scripts; and static files of others, for pages that are open while the server changes. */
export const keptAssets = ({ keptAssets: kept, assets }: Parts) =>
  new Elysia({ name: 'kept-assets' }).get('/assets/:hash/*', ({ request, params: { hash, '*': path } }) => {
    const script = assets.base === `/assets/${hash}` ? assets.scripts.get(path) : undefined
    if (script !== undefined) return new Response(script, { headers: SCRIPT_HEADERS })
    const place = kept.find(hash, path)
    if (place === undefined) throw noSuchPlace([], request)
    return new Response(Bun.file(place), { headers: ASSET_HEADERS })
  })
