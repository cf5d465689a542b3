import type { Settings } from './settings.ts'

/** Where a server of these settings is reached on its own machine. */
export function ownAddress({ HOST, PORT }: Pick<Settings, 'HOST' | 'PORT'>): string {
  const address = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  return `http://${address.includes(':') ? `[${address}]` : address}:${PORT}`
}
