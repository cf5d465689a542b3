import { docker, engineAddress } from '../engine.ts'

/**
 * Where this machine listens for containers. A bridge that no container is in just now is down, and is then in no list of interfaces;
 * its address can be listened at all the same.
 */
export async function hostAddress(): Promise<string> {
  const format = '{{range .IPAM.Config}}{{.Gateway}} {{end}}'
  const gateways = (await docker('network', 'inspect', 'bridge', '--format', format)).trim().split(/\s+/)
  return gateways.find(canListen) ?? engineAddress()
}

function canListen(address: string): boolean {
  try {
    Bun.listen({ hostname: address, port: 0, socket: { data() {} } }).stop(true)
    return true
  } catch {
    return false
  }
}
