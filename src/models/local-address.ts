import { BlockList, isIP } from 'node:net'

/** Addresses of this machine and of private networks (RFC 1918, 3927, 4193, 6598). */
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6')

/** A name of one word is that of a container or of a machine in the same network. */
const PRIVATE_NAME = /^[^.]+$|\.(?:localhost|local|internal|lan|home\.arpa)$/

/** Whether a server is on this machine or in a private network, by its address alone: nothing is looked up. */
export function isLocalAddress(url: string): boolean {
  const host =
    URL.parse(url)
      ?.hostname.replace(/^\[|\]$/g, '')
      .replace(/\.$/, '') ?? ''
  const family = isIP(host)
  if (family === 0) return PRIVATE_NAME.test(host.toLowerCase())
  return PRIVATE.check(host, family === 4 ? 'ipv4' : 'ipv6')
}
