import { isIP } from 'node:net'
import type { Settings } from '../settings.ts'
import { TrustedProxies } from './trusted-proxies.ts'

/** `::ffff:10.0.0.1` is what an IPv4 peer looks like on a socket of both kinds. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

const known = new WeakMap<readonly string[], TrustedProxies>()

function trusted({ TRUSTED_PROXIES }: Settings): TrustedProxies {
  const proxies = known.get(TRUSTED_PROXIES) ?? new TrustedProxies(TRUSTED_PROXIES)
  known.set(TRUSTED_PROXIES, proxies)
  return proxies
}

export interface Caller {
  /** Address of the client itself, as far as trusted proxies tell. */
  address: string
  secure: boolean
}

/**
 * Who is at the other end. `peer` is the socket's address; what X-Forwarded-For and X-Forwarded-Proto say counts only
 * where the peer is a trusted proxy, and of the list only the last address that is not one itself.
 */
export function callerOf(request: Request, peer: string | undefined, settings: Settings): Caller {
  const proxies = trusted(settings)
  const own = plain(peer ?? '')
  const publicly = settings.PUBLIC_URL.startsWith('https:')
  if (!proxies.isPeer(own)) return { address: own, secure: publicly }
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => plain(hop.trim()))
  const client = hops.findLast((hop) => isIP(hop) > 0 && !proxies.has(hop))
  // With several proxies in a row the first of the list is what the browser speaks.
  const [scheme = ''] = (request.headers.get('x-forwarded-proto') ?? '').split(',')
  const secure = publicly || scheme.trim().toLowerCase() === 'https'
  return { address: client ?? own, secure }
}
