import { isIP } from 'node:net'

/** What kinds of settings there are: how each is written, and what it becomes. */

export interface Definition<T> {
  doc: string
  fallback: string
  /** What is allowed, in words; shown when a value is refused. */
  allowed: string
  secret?: true
  parse(text: string): T | undefined
}

export const text = (doc: string, fallback = '', allowed = 'any text'): Definition<string> => ({
  doc,
  fallback,
  allowed,
  parse: (value) => value,
})

/** What goes into a header can be ASCII alone. */
const HEADER_VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/

export const secret = (doc: string): Definition<string> => ({
  doc,
  fallback: '',
  allowed: 'printable ASCII characters without spaces around them',
  secret: true,
  parse: (value) => (HEADER_VALUE.test(value) ? value : undefined),
})

/** Several at once, so that one can be put in before the old one is taken out. */
export const secrets = (doc: string): Definition<string[]> => ({
  doc,
  fallback: '',
  allowed: 'keys of printable ASCII characters, separated by commas or each on a line of its own',
  secret: true,
  parse: (value) => {
    if (value === '') return []
    const keys = value
      .split(/[,\r\n]/)
      .map((key) => key.trim())
      .filter(Boolean)
    return keys.length > 0 && keys.every((key) => HEADER_VALUE.test(key)) ? keys : undefined
  },
})

/** Typed into a field, so in any language. */
export const password = (doc: string): Definition<string> => ({
  doc,
  fallback: '',
  allowed: 'printable characters on one line',
  secret: true,
  parse: (value) => (/^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(value) ? value : undefined),
})

export const integer = (doc: string, fallback: number, min: number, max: number): Definition<number> => ({
  doc,
  fallback: String(fallback),
  allowed: `a whole number from ${min} to ${max}`,
  parse: (value) => {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    return number >= min && number <= max ? number : undefined
  },
})

/** An amount of money or of anything that is no whole number; `off`, which is the default, is 0. */
export const amount = (doc: string): Definition<number> => ({
  doc,
  fallback: 'off',
  allowed: 'a number that is more than 0, such as 0.5 or 20, or off',
  parse: (value) => {
    if (value === 'off') return 0
    const number = /^\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) : 0
    return number > 0 ? number : undefined
  },
})

export const choice = <const T extends string>(
  doc: string,
  fallback: T | '',
  values: readonly T[],
): Definition<T | ''> => ({
  doc,
  fallback,
  allowed: values.join(', '),
  parse: (value) => values.find((known) => known === value),
})

export const flag = (doc: string, fallback: boolean): Definition<boolean> => ({
  doc,
  fallback: String(fallback),
  allowed: 'true or false',
  parse: (value) => (/^(true|1)$/i.test(value) ? true : /^(false|0)$/i.test(value) ? false : undefined),
})

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A time in milliseconds, written with its unit: `500ms`, `30s`, `10m`, `12h`, `30d`. */
export const duration = (doc: string, fallback: string, maxMs: number): Definition<number> => ({
  doc,
  fallback,
  allowed: `a time with its unit, such as 500ms, 30s or 10m, at most ${maxMs / 1000}s${fallback === 'off' ? ', or off' : ''}`,
  parse: (value) => {
    if (value === 'off' && fallback === 'off') return 0
    const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value)
    const ms = match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN) : Number.NaN
    return ms > 0 && ms <= maxMs ? ms : undefined
  },
})

export const url = (doc: string, fallback = ''): Definition<string> => ({
  doc,
  fallback,
  allowed: 'an address such as https://example.org, without user, query or fragment',
  parse: (value) => {
    const parsed = URL.parse(value)
    const good =
      parsed && /^https?:\/\//i.test(value) && !/[@?#\s]/.test(value) && /^https?:$/.test(parsed.protocol)
    return good ? value.replace(/\/+$/, '') : undefined
  },
})

/** As `url`; where the host is several names with commas between them, as DOMAIN has them, the first one counts. */
export const publicUrl = (doc: string): Definition<string> => {
  const one = url(doc)
  return { ...one, parse: (value) => one.parse(value.replace(/^(https?:\/\/[^/:,]+)(,[^/:,]+)+/i, '$1')) }
}

export const list = (
  doc: string,
  allowed: string,
  good: (item: string) => boolean,
): Definition<string[]> => ({
  doc,
  fallback: '',
  allowed,
  parse: (value) => {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
    return items.every(good) ? items : undefined
  },
})

const isNetwork = (item: string): boolean => {
  const [address = '', bits, more] = item.split('/')
  const max = { 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (max < 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= max)
}

/** Stands for every network that this machine has an address in: containers do not know theirs beforehand. */
export const SAME_NETWORK = 'same-network'

export const isTrustable = (item: string): boolean => item === SAME_NETWORK || isNetwork(item)

export const isOrigin = (item: string): boolean =>
  /^https?:$/.test(URL.parse(item)?.protocol ?? '') && URL.parse(item)?.origin === item
