import { BlockList, isIP } from 'node:net'
import type { Settings } from '../settings.ts'

const ipVersion = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `::ffff:10.0.0.1` is what an IPv4 peer looks like on a socket of both kinds. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

const lists = new WeakMap<readonly string[], BlockList>()

function trusted(networks: readonly string[]): BlockList {
  let list = lists.get(networks)
  if (!list) {
    list = new BlockList()
    for (const network of networks) {
      const [address = '', bits] = network.split('/')
      if (bits === undefined) list.addAddress(address, ipVersion(address))
      else list.addSubnet(address, Number(bits), ipVersion(address))
    }
    lists.set(networks, list)
  }
  return list
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
  const list = trusted(settings.TRUSTED_PROXIES)
  const isTrusted = (address: string) => isIP(address) > 0 && list.check(address, ipVersion(address))
  const own = plain(peer ?? '')
  const publicly = settings.PUBLIC_URL.startsWith('https:')
  if (!isTrusted(own)) return { address: own, secure: publicly }
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => plain(hop.trim()))
  const client = hops.findLast((hop) => isIP(hop) > 0 && !isTrusted(hop))
  // With several proxies in a row the first of the list is what the browser speaks.
  const [scheme = ''] = (request.headers.get('x-forwarded-proto') ?? '').split(',')
  const secure = publicly || scheme.trim().toLowerCase() === 'https'
  return { address: client ?? own, secure }
}
