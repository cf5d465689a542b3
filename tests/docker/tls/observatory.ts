/**
 * What Mozilla's HTTP Observatory would give, item by item. Its rules and numbers: https://developer.mozilla.org/en-US/observatory
 * (scoring as of its source in 2026). Only results that this site can come to are told apart; anything else counts as the item's worst.
 */
export interface Seen {
  /** Of the page that a browser ends on. */
  headers: Headers
  html: string
  /** All cookies on the way there, as Set-Cookie says them. */
  cookies: string[]
  /** The addresses of the way there, from http:// on. */
  route: string[]
}

export interface Item {
  name: string
  result: string
  points: number
}

/** Bonus points count only where the rest alone comes to this. */
const ENOUGH_FOR_BONUS = 90
const SIX_MONTHS = 15_768_000

export function scoreOf(items: Item[]): number {
  const points = items.map((item) => item.points)
  const base = 100 + points.filter((point) => point < 0).reduce((sum, point) => sum + point, 0)
  const bonus = points.filter((point) => point > 0).reduce((sum, point) => sum + point, 0)
  return base >= ENOUGH_FOR_BONUS ? base + bonus : Math.max(base, 0)
}

export function judge(seen: Seen): Item[] {
  const csp = directives(seen.headers.get('content-security-policy') ?? '')
  const item = (name: string, [result, points]: [string, number]): Item => ({ name, result, points })
  return [
    item('Content Security Policy', judgeCsp(csp)),
    item('Cookies', judgeCookies(seen.cookies, hasHsts(seen.headers))),
    item('Cross-Origin Resource Sharing', judgeSharing(seen.headers)),
    item('Redirection', judgeRoute(seen.route)),
    item('Referrer Policy', judgeReferrer(seen.headers.get('referrer-policy'))),
    item('Strict Transport Security', hasHsts(seen.headers) ? ['six months or more', 0] : ['none', -20]),
    item('Subresource Integrity', judgeScripts(seen.html)),
    item(
      'X-Content-Type-Options',
      seen.headers.get('x-content-type-options') === 'nosniff' ? ['nosniff', 0] : ['none', -5],
    ),
    item('X-Frame-Options', judgeFrames(csp, seen.headers.get('x-frame-options'))),
    item('Cross-Origin Resource Policy', judgeResource(seen.headers.get('cross-origin-resource-policy'))),
  ]
}

const directives = (policy: string): Map<string, string[]> =>
  new Map(
    policy
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .filter(([name]) => name)
      .map(([name = '', ...sources]) => [name, sources]),
  )

const BROAD = ['*', 'https:', 'http:', 'ftp:', 'https://*', 'http://*']
const UNSAFE = ["'unsafe-inline'", "'unsafe-eval'", 'data:', ...BROAD]

function judgeCsp(csp: Map<string, string[]>): [string, number] {
  if (csp.size === 0) return ['none', -25]
  const sources = (name: string) => csp.get(name) ?? csp.get('default-src') ?? ['*']
  if (sources('script-src').some((source) => UNSAFE.includes(source))) return ['unsafe scripts', -20]
  if (sources('object-src').some((source) => BROAD.includes(source))) return ['objects from anywhere', -20]
  if ([...csp.values()].flat().some((source) => /^(http|ftp):/.test(source))) return ['insecure sources', -20]
  if (sources('style-src').some((source) => UNSAFE.includes(source))) return ['unsafe styles', 0]
  return csp.get('default-src')?.join() === "'none'" ? ["default-src 'none'", 10] : ['nothing unsafe', 5]
}

const hasHsts = (headers: Headers): boolean =>
  Number(/(?:^|;\s*)max-age=(\d+)/.exec(headers.get('strict-transport-security') ?? '')?.[1] ?? 0) >=
  SIX_MONTHS

function judgeCookies(cookies: string[], isHsts: boolean): [string, number] {
  if (cookies.length === 0) return ['none', 0]
  const all = cookies.map((cookie) => cookie.toLowerCase().split(/;\s*/))
  const has = (flag: string) => all.every((parts) => parts.includes(flag))
  if (!has('httponly')) return ['one that scripts can read', -30]
  if (!has('secure')) return ['one that is not Secure', isHsts ? -10 : -40]
  const isSameSite = all.every((parts) => parts.some((part) => /^samesite=(lax|strict)$/.test(part)))
  return isSameSite ? ['Secure, HttpOnly, SameSite', 5] : ['Secure, HttpOnly', 0]
}

function judgeSharing(headers: Headers): [string, number] {
  const origin = headers.get('access-control-allow-origin')
  if (origin === null) return ['none', 0]
  return headers.get('access-control-allow-credentials') === 'true' ? ['with credentials', -50] : ['some', 0]
}

function judgeRoute(route: string[]): [string, number] {
  const [first, second] = route.map((address) => new URL(address))
  if (!second || new URL(route.at(-1) ?? '').protocol !== 'https:') return ['not to https', -20]
  if (second.protocol !== 'https:') return ['over another http', -10]
  return first?.hostname === second.hostname ? ['to https on the same host', 0] : ['to another host', -5]
}

const PRIVATE = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin']

function judgeReferrer(policy: string | null): [string, number] {
  if (policy === null) return ['none', 0]
  return PRIVATE.includes(policy) ? [policy, 5] : [policy, -5]
}

function judgeScripts(html: string): [string, number] {
  const scripts = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]*)"[^>]*>/g)]
  if (scripts.length === 0) return ['no scripts', 0]
  if (scripts.some(([, source = '']) => !source.startsWith('/') || source.startsWith('//')))
    return ['from elsewhere', -50]
  return scripts.some(([tag]) => /\bintegrity="/.test(tag)) ? ['with sums', 5] : ['all from here', 0]
}

function judgeFrames(csp: Map<string, string[]>, option: string | null): [string, number] {
  const ancestors = csp.get('frame-ancestors')
  if (ancestors && !ancestors.some((source) => BROAD.includes(source))) return ['by frame-ancestors', 5]
  return /^(deny|sameorigin)$/i.test(option ?? '') ? ['by the header', 0] : ['none', -20]
}

function judgeResource(policy: string | null): [string, number] {
  if (policy === null || policy === 'cross-origin') return [policy ?? 'none', 0]
  return ['same-origin', 'same-site'].includes(policy) ? [policy, 10] : ['invalid', -5]
}
