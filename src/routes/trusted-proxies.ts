import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { SAME_NETWORK } from '../setting-kinds.ts'

/** Milliseconds from one look at the machine's interfaces to the next, however many strangers come. */
const LOOK_MS = 1000

/** The networks that this machine is in, as `172.18.0.0/16`; its own loopback is none. */
export const ownNetworks = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ internal, cidr }) => (internal || !cidr ? [] : [cidr])),
  )

const version = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(address, version(address))
    else list.addSubnet(address, Number(bits), version(address))
  }
  return list
}

/** Who is believed about a client. Networks of the machine itself are looked up again when a stranger comes: they may have changed. */
export class TrustedProxies {
  private readonly named: BlockList
  private own: BlockList | undefined
  private lookedAt: number

  constructor(
    trusted: readonly string[],
    private readonly networks: () => string[] = ownNetworks,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.named = listOf(trusted.filter((item) => item !== SAME_NETWORK))
    this.lookedAt = clock()
    if (trusted.includes(SAME_NETWORK)) this.own = listOf(networks())
  }

  /** Whether the socket's other end is one of them. */
  isPeer(address: string): boolean {
    if (this.has(address)) return true
    if (!this.own || isIP(address) === 0 || this.clock() - this.lookedAt < LOOK_MS) return false
    this.lookedAt = this.clock()
    this.own = listOf(this.networks())
    return this.has(address)
  }

  has(address: string): boolean {
    if (isIP(address) === 0) return false
    return (
      this.named.check(address, version(address)) || (this.own?.check(address, version(address)) ?? false)
    )
  }
}
