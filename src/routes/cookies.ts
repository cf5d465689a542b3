import type { Server } from 'bun'
import type { Parts } from '../parts.ts'
import { callerOf } from './proxy.ts'

/** What a cookie of the request holds; nothing where it is not there or was not written by us. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    try {
      return decodeURIComponent(pair.slice(at + 1).trim())
    } catch {
      return undefined
    }
  }
  return undefined
}

/** A Set-Cookie value that no script can read and that other sites' forms do not carry. Seconds 0 takes it away. */
export function writeCookie(name: string, value: string, seconds: number, secure: boolean): string {
  const end = secure ? '; Secure' : ''
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${end}`
}

/** Whether the browser reaches this server by TLS, itself or by a trusted proxy. */
export function isSecure({ settings }: Parts, request: Request, server: Server<unknown> | null): boolean {
  return callerOf(request, server?.requestIP(request)?.address, settings).secure
}
